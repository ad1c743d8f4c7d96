using System.Collections.Concurrent;
using Sidecar.Engine.Flows;

namespace Sidecar.Engine.Outputs;

/// <summary>
/// Asks Suricata for the counters of the oldest live flows, over its command socket and round after round, so that a flow
/// of many bytes (an elephant) is known before it ends: its own record comes at its end only. A thread of its own asks and
/// waits; the engine thread only tells it, a slice of its table at a time, which flows are the oldest.
/// </summary>
internal sealed class ElephantWatch : IDisposable
{
    /// <summary>How long a stopping sidecar waits for an answer that is still to come.</summary>
    private const int EndMilliseconds = 200;

    private readonly ElephantOptions _options;
    private readonly Func<int, IReadOnlySet<(long FlowId, long FirstSeen)>, Task<LiveFlows?>> _oldest;
    private readonly TimeProvider _time;
    private readonly ElephantCounters _counters = new();
    private readonly ConcurrentDictionary<long, FlowWeight> _weights = new();

    /// <summary>Changed between two walks over the flows only, which read it on the engine thread.</summary>
    private readonly HashSet<(long FlowId, long FirstSeen)> _unknown = [];

    private readonly ManualResetEvent _stopping = new(false);
    private readonly CommandPace _pace;
    private readonly Thread _thread;
    private SuricataCommands? _commands;
    private bool _disposed;

    /// <param name="oldest">
    /// So many of the oldest live flows, without those named; nothing when the engine is too busy to say. It is not asked
    /// again before it has answered.
    /// </param>
    public ElephantWatch(ElephantOptions options, Func<int, IReadOnlySet<(long FlowId, long FirstSeen)>, Task<LiveFlows?>> oldest, TimeProvider time)
    {
        _options = options;
        _oldest = oldest;
        _time = time;
        _pace = new CommandPace(options.QuestionsPerSecond);
        _thread = new Thread(Run) { Name = "elephants", IsBackground = true };
    }

    /// <summary>The latest answers by flow_id, of flows that were live in the latest round. Read by any thread.</summary>
    public IReadOnlyDictionary<long, FlowWeight> Weights => _weights;

    public void Start() => _thread.Start();

    public ElephantStats Stats() => _counters.Stats(_weights.Values.Select(weight => weight.Counts.Bytes).DefaultIfEmpty().Max());

    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _stopping.Set();
        // Its answers have a time limit, so it ends; a background thread does not hold the process when it is late.
        if (!_thread.IsAlive || _thread.Join(EndMilliseconds))
        {
            _stopping.Dispose();
        }
    }

    private void Run()
    {
        do
        {
            try
            {
                Round();
            }
            catch (IOException)
            {
                _counters.AddFailure();
                Disconnect();
            }
        }
        while (!_stopping.WaitOne(_options.IntervalMilliseconds));

        Disconnect();
    }

    private void Round()
    {
        if (_commands?.IsGone == true)
        {
            Disconnect();
        }

        _commands ??= SuricataCommands.Connect(_options.Socket, _options.AnswerMilliseconds);
        Task<LiveFlows?> told = _oldest(_options.Flows, _unknown);
        // Cancelled when the engine ends.
        if (WaitHandle.WaitAny([_stopping, ((IAsyncResult)told).AsyncWaitHandle]) == 0 || !told.IsCompletedSuccessfully || told.Result is not LiveFlows flows)
        {
            return;
        }

        foreach (long ended in _weights.Keys.Except(flows.LongestLived.Select(flow => flow.FlowId)))
        {
            _weights.TryRemove(ended, out _);
        }

        foreach (LiveFlow flow in flows.LongestLived)
        {
            _pace.Wait(_stopping);
            if (_stopping.WaitOne(0))
            {
                return;
            }

            Ask(flow);
        }
    }

    private void Ask(LiveFlow flow)
    {
        _counters.AddAsked();
        FlowAnswer answer = _commands!.AskFlow(flow.FlowId, out FlowCounts counts);
        if (answer == FlowAnswer.Known)
        {
            _weights[flow.FlowId] = new FlowWeight(flow.FlowId, flow.FirstSeen, counts, _time.GetTimestamp());
        }
        else
        {
            _weights.TryRemove(flow.FlowId, out _);
        }

        if (answer == FlowAnswer.Unknown)
        {
            Remember((flow.FlowId, flow.FirstSeen));
        }

        // Last: whoever reads the count finds the weight that it counts.
        _counters.Add(answer);
    }

    /// <summary>Whose flow record was lost lives here for a day yet: the oldest flows would soon be such flows alone.</summary>
    private void Remember((long FlowId, long FirstSeen) flow)
    {
        if (_unknown.Count == _options.MaxUnknown)
        {
            _counters.AddForgotten(_unknown.Count);
            _unknown.Clear();
        }

        _unknown.Add(flow);
    }

    private void Disconnect()
    {
        _commands?.Dispose();
        _commands = null;
    }
}
