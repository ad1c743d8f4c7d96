using System.Text.Json.Serialization.Metadata;
using Sidecar.Control;

namespace Sidecar.Top;

/// <summary>
/// Asks the sidecar, at once and then after each interval, on a thread of its own, so that a key is never late because an
/// answer is. What only one pane shows is asked for only while it is shown: to look for flows costs the engine something.
/// </summary>
internal sealed class TopPoll : IDisposable
{
    /// <summary>Live flows of each kind that are asked for.</summary>
    private const int Flows = 200;

    private readonly ControlClient _client;
    private readonly TimeSpan _interval;
    private readonly Action<TopSample?, string?> _tell;
    private readonly object _wait = new();
    private TopPane _pane;
    private bool _isHurried;
    private bool _isOver;
    private TopSample _latest;

    /// <param name="first">The first look: <see cref="Look"/> with nothing before it.</param>
    /// <param name="tell">Takes each look, or why there was none; called on this thread.</param>
    public TopPoll(ControlClient client, TopSample first, TimeSpan interval, Action<TopSample?, string?> tell)
    {
        _client = client;
        _interval = interval;
        _tell = tell;
        _latest = first;
        new Thread(Run) { IsBackground = true, Name = "top-poll" }.Start();
    }

    /// <summary>What is shown, and so asked for; another pane is asked for at once.</summary>
    public void Show(TopPane pane)
    {
        lock (_wait)
        {
            if (_pane != pane)
            {
                _pane = pane;
                _isHurried = true;
                Monitor.Pulse(_wait);
            }
        }
    }

    /// <exception cref="IOException">There is no answer, or a strange one.</exception>
    public static TopSample Look(ControlClient client, TopSample? before, TopPane pane)
    {
        StatusDocument status = Ask(client, "/status", ControlJson.Default.StatusDocument) ?? throw new IOException("the sidecar is busy");
        TopSample sample = before?.Next(status) ?? new TopSample(status);
        return pane switch
        {
            TopPane.Keys => sample with { Exclusions = Ask(client, "/exclusions", ControlJson.Default.ExclusionsDocument)?.Exclusions ?? sample.Exclusions },
            TopPane.Flows => sample with { Flows = Ask(client, $"/flows?count={Flows}", ControlJson.Default.LiveFlowsDocument) ?? sample.Flows },
            _ => sample,
        };
    }

    /// <summary>Does not wait for an answer that is under way: a sidecar that hangs must not hold up who wants to leave.</summary>
    public void Dispose()
    {
        lock (_wait)
        {
            _isOver = true;
            Monitor.Pulse(_wait);
        }
    }

    private static T? Ask<T>(ControlClient client, string page, JsonTypeInfo<T> type)
        where T : class
    {
        ControlAnswer answer = client.Get(page);
        // Busy: what is shown stays.
        return answer.Code == 503 ? null : answer.IsGood ? client.Read(answer, type) : throw client.Strange(answer);
    }

    private void Run()
    {
        while (WaitForTurn() is TopPane pane)
        {
            try
            {
                _latest = Look(_client, _latest, pane);
                _tell(_latest, null);
            }
            catch (IOException e)
            {
                _tell(null, e.Message);
            }
        }
    }

    /// <summary>The pane to ask for, when it is time; nothing at the end.</summary>
    private TopPane? WaitForTurn()
    {
        lock (_wait)
        {
            if (!_isHurried && !_isOver)
            {
                Monitor.Wait(_wait, _interval);
            }

            _isHurried = false;
            return _isOver ? null : _pane;
        }
    }
}
