using Sidecar.Engine.Profiles;
using Sidecar.Engine.Verdicts;

namespace Sidecar.Engine.Outputs;

/// <summary>
/// Keeps Suricata's datasets equal to the exclusions of the chosen views, over its command socket. Verdicts come from
/// the engine thread and are only noted; a thread of its own connects, empties and fills the datasets (a resync: what an
/// earlier sidecar left in them has nobody to release it), and tells the changes from then on. After Suricata
/// restarted it does the same. A stopping sidecar empties them: what it excluded must not stay out of sight.
/// </summary>
internal sealed class SuricataDatasets : IDisposable
{
    /// <summary>How often the connection is looked at while there is nothing to tell.</summary>
    private const int LookMilliseconds = 1_000;

    /// <summary>How the answer begins when Suricata knows no dataset of the name.</summary>
    private const string NoSuchSet = "set not found";

    private readonly DatasetOptions _options;
    private readonly DatasetCounters _counters = new();
    private readonly WantedKeys _wanted;
    private readonly AutoResetEvent _news = new(false);
    private readonly ManualResetEvent _stopping = new(false);
    private readonly CommandPace _pace;
    private readonly HashSet<Dataset> _missing = [];
    private readonly Thread _thread;
    private SuricataCommands? _commands;
    private long _missingAgain;
    private bool _disposed;

    public SuricataDatasets(DatasetOptions options)
    {
        _options = options;
        _wanted = new WantedKeys(options, _counters);
        _pace = new CommandPace(options.CommandsPerSecond);
        _thread = new Thread(Run) { Name = "datasets", IsBackground = true };
    }

    /// <summary>Begins to tell.</summary>
    /// <param name="excluded">Keys that are excluded already: an earlier run left them, and no verdict will name them.</param>
    public void Start(IEnumerable<(View View, byte[] Key)> excluded)
    {
        foreach ((View view, byte[] key) in excluded)
        {
            _wanted.Take(view, key, wanted: true);
        }

        _thread.Start();
    }

    public DatasetStats Stats() => _counters.Stats();

    /// <summary>Notes a verdict; never waits. Called by the engine thread.</summary>
    public void Take(Verdict verdict)
    {
        if (_wanted.Take(verdict))
        {
            _news.Set();
        }
    }

    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _stopping.Set();
        // Its answers have a time limit, so it ends; a background thread does not hold the process when it is late.
        if (_thread.Join(_options.DrainMilliseconds))
        {
            _news.Dispose();
            _stopping.Dispose();
        }
    }

    private void Run()
    {
        bool stop = false;
        while (!stop)
        {
            int pause = _options.RetryMilliseconds;
            try
            {
                pause = Tell();
            }
            catch (IOException)
            {
                _counters.AddFailure();
                Disconnect();
            }

            // Without a connection, news are no reason to try sooner.
            stop = _commands is null ? _stopping.WaitOne(pause) : WaitHandle.WaitAny([_stopping, _news], pause) == 0;
        }

        End();
    }

    /// <summary>Connects when that is needed, and tells what there is to tell.</summary>
    /// <returns>Milliseconds after which there may be something to do without news.</returns>
    private int Tell()
    {
        if (_commands?.IsGone == true)
        {
            Disconnect();
        }

        if (_commands is null || _wanted.HasOverflown)
        {
            _commands ??= SuricataCommands.Connect(_options.Socket, _options.AnswerMilliseconds);
            _counters.AddResync();
            _wanted.Recover();
            Fill(Dataset.All);
        }
        else if (_missing.Count > 0 && Environment.TickCount64 >= _missingAgain)
        {
            Fill([.. _missing]);
        }

        while (!IsStopping && _wanted.TryNext(out DatasetKey key, out bool wanted))
        {
            Put(key, wanted);
        }

        return LookMilliseconds;
    }

    private bool IsStopping => _stopping.WaitOne(0);

    /// <summary>Empties datasets and puts in all that should be there.</summary>
    private void Fill(IReadOnlyList<Dataset> sets)
    {
        _missingAgain = Environment.TickCount64 + _options.RetryMilliseconds;
        foreach (Dataset set in sets)
        {
            _missing.Remove(set);
            DatasetKey[] keys = _wanted.TakeAll(set);
            Ask("dataset-clear", set, null);
            foreach (DatasetKey key in keys.TakeWhile(_ => !IsStopping))
            {
                Put(key, wanted: true);
            }
        }
    }

    private void Put(DatasetKey key, bool wanted)
    {
        if (_missing.Contains(key.Set))
        {
            return;
        }

        _pace.Wait(_stopping);
        if (Ask(wanted ? "dataset-add" : "dataset-remove", key.Set, key.Value))
        {
            _counters.AddTold(wanted);
        }
    }

    private bool Ask(string command, Dataset set, string? value)
    {
        List<KeyValuePair<string, string>> arguments = [new("setname", set.Name), new("settype", set.Type)];
        if (value is not null)
        {
            arguments.Add(new("datavalue", value));
        }

        bool done = _commands!.Ask(command, arguments, out string message);
        if (!done)
        {
            _counters.AddRefused();
        }

        if (!done && message.StartsWith(NoSuchSet, StringComparison.Ordinal))
        {
            // No rule names it yet: rules can be loaded while Suricata runs.
            _missing.Add(set);
        }

        return done;
    }

    private void End()
    {
        try
        {
            foreach (Dataset set in Dataset.All.Where(_ => _commands is not null))
            {
                Ask("dataset-clear", set, null);
            }
        }
        catch (IOException)
        {
            _counters.AddFailure();
        }

        Disconnect();
    }

    private void Disconnect()
    {
        _commands?.Dispose();
        _commands = null;
    }
}
