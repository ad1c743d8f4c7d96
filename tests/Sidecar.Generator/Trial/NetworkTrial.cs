using System.IO.Pipelines;
using Sidecar.Engine;

namespace Sidecar.Generator.Trial;

/// <summary>Lets an engine read a network through a pipe, hour by hour, and holds what it said and left against the truth.</summary>
internal sealed class NetworkTrial
{
    private NetworkTrial(Cast cast, IReadOnlyList<TrialHour> hours, IReadOnlyList<Said> said, EngineStats stats)
    {
        Cast = cast;
        Hours = hours;
        Said = said;
        Stats = stats;
        HashSet<string> callers = [.. cast.Callers.SelectMany(caller => Names(cast.Servers[caller.Server])), .. cast.Callers.Select(caller => cast.Agents[caller.Browser])];
        HashSet<string> targets = [.. cast.Servers.Where(server => server.Role == ServerRole.Target).SelectMany(Names)];
        Said[] excluded = [.. said.Where(verdict => verdict.Action == "exclude")];
        CallersExcluded = [.. excluded.Where(verdict => callers.Contains(verdict.Key))];
        Mistakes = [.. excluded.Where(verdict => verdict.View == "http-user-agent" ? verdict.Key != Cast.ScannerAgent : callers.Contains(verdict.Key) || targets.Contains(verdict.Key))];
    }

    public Cast Cast { get; }

    public IReadOnlyList<TrialHour> Hours { get; }

    public IReadOnlyList<Said> Said { get; }

    public EngineStats Stats { get; }

    /// <summary>Exclusions of a caller's home, or of the user agent that a caller wears.</summary>
    public IReadOnlyList<Said> CallersExcluded { get; }

    /// <summary>Exclusions of what is no service, no site and not the scanner.</summary>
    public IReadOnlyList<Said> Mistakes { get; }

    /// <summary>Of each service and the scanner: minutes until it was excluded in every view that it is seen in; nothing for never.</summary>
    public IReadOnlyDictionary<string, double?> MinutesToExclude()
    {
        Dictionary<string, double?> minutes = [];
        foreach (Server service in Cast.Servers.Where(server => server.Role == ServerRole.Service))
        {
            (string view, string key) = service.Protocol switch
            {
                Protocol.Tls => ("tls-sni", service.Name),
                Protocol.Http => ("http-hostname", service.Name),
                _ => ("dest-ip", service.Addresses[0]),
            };
            double? asked = MinutesOf("dns-rrname", service.Name);
            double? used = MinutesOf(view, key);
            minutes.Add(service.Name, asked is null || used is null ? null : Math.Max(asked.Value, used.Value));
        }

        minutes.Add("scanner", MinutesOf("http-user-agent", Cast.ScannerAgent));
        return minutes;
    }

    /// <summary>Keys that are excluded at the end.</summary>
    public IReadOnlyList<(string View, string Key)> StillExcluded() =>
        [.. Said.GroupBy(verdict => (verdict.View, verdict.Key)).Where(verdicts => verdicts.Last().Action is "exclude" or "renew").Select(verdicts => verdicts.Key)];

    /// <param name="engineOptions">Of the engine.</param>
    /// <param name="hourDone">Told after each hour.</param>
    /// <param name="watch">Stands between the network and the engine, or nothing does.</param>
    public static NetworkTrial Run(NetworkOptions options, EngineOptions engineOptions, Action<TrialHour>? hourDone = null, Func<Stream, Engine.Engine, Stream>? watch = null)
    {
        Cast cast = new(options);
        using EveSource source = new(cast);
        VerdictLog log = new();
        using Engine.Engine engine = new(engineOptions, [log], snapshotFolder: null);
        using Stream network = watch?.Invoke(source, engine) ?? source;
        List<TrialHour> hours = [];
        long[] before = new long[EveHour.Types];
        for (int hour = 0; hour < options.Hours; hour++)
        {
            source.EndAfter(hour + 1);
            Read(network, engine);
            long[] left = TrialHour.OfEngine(engine.Stats().ResidualByType);
            hours.Add(new TrialHour(source.Hours[hour], [.. left.Zip(before, (now, then) => now - then)]));
            before = left;
            hourDone?.Invoke(hours[^1]);
        }

        return new NetworkTrial(cast, hours, log.Said, engine.Stats());
    }

    private static void Read(Stream source, Engine.Engine engine)
    {
        Pipe pipe = new(new PipeOptions(pauseWriterThreshold: 8 << 20, resumeWriterThreshold: 4 << 20, minimumSegmentSize: 1 << 18, useSynchronizationContext: false));
        Task writing = Task.Run(() => WriteAsync(source, pipe.Writer));
        engine.ReadToEnd(pipe.Reader);
        writing.GetAwaiter().GetResult();
    }

    private static async Task WriteAsync(Stream source, PipeWriter writer)
    {
        await source.CopyToAsync(writer).ConfigureAwait(false);
        await writer.CompleteAsync().ConfigureAwait(false);
    }

    private double? MinutesOf(string view, string key) =>
        Said.FirstOrDefault(verdict => verdict.Action == "exclude" && verdict.View == view && verdict.Key == key)?.Time / 60e6;

    private static IEnumerable<string> Names(Server server) => [server.Name, .. server.Addresses];
}
