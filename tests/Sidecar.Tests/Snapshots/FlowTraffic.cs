using System.Globalization;
using Sidecar.Engine;
using Sidecar.Engine.Flows;
using Sidecar.Engine.Profiles;

namespace Sidecar.Tests.Snapshots;

/// <summary>
/// Random records of flows that live for up to some minutes, many of which never get their flow record: they end by their
/// time-out, several in one moment.
/// </summary>
internal static class FlowTraffic
{
    /// <summary>Short time-outs, so that flows end by them, and a crowd that few make.</summary>
    public static EngineOptions Options(int stepBytes) => EngineOptions.Default with
    {
        Flows = FlowOptions.Default with { SlackSeconds = 0, Timeouts = new FlowTimeouts { Tcp = new(60, 150, 5, 10) } },
        Profiles = ProfileOptions.Default with { WindowSeconds = 600, Panes = 6 },
        Exclusions = EngineOptions.Default.Exclusions with { LifeSeconds = 240 },
        Sift = EngineOptions.Default.Sift with { MinSources = 3 },
        Snapshots = EngineOptions.Default.Snapshots with { StateIntervalSeconds = 217, StepBytes = stepBytes },
    };

    public static string[] Records(int seed, int count)
    {
        Random random = new(seed);
        List<string> records = [];
        List<(long FlowId, string Source, double Start)> open = [];
        double at = 1;
        // In bursts, so that many flows are idle for as long.
        for (long next = 1; records.Count < count; at += random.Next(40) == 0 ? random.NextDouble() * 6 : 0)
        {
            if (open.Count > 0 && random.Next(4) == 0)
            {
                int i = random.Next(open.Count);
                (long flowId, string source, double start) = open[i];
                open.RemoveAt(i);
                if (random.Next(4) != 0)
                    records.Add(EveLines.Flow(flowId, source, at, random.Next(100, 90_000), start: start));
                continue;
            }

            bool isNew = open.Count == 0 || random.Next(4) != 0;
            if (isNew)
                open.Add((next++, Source(random), at));
            (long id, string from, _) = isNew ? open[^1] : open[random.Next(open.Count)];
            int kind = random.Next(10);
            // Every few minutes another one is loud.
            int turn = (int)at / 180;
            string agent = kind < 6 ? string.Create(CultureInfo.InvariantCulture, $"loud/{turn}") : string.Create(CultureInfo.InvariantCulture, $"quiet/{random.Next(40)}");
            string host = kind is >= 1 and < 8 ? string.Create(CultureInfo.InvariantCulture, $"common{turn}.example") : string.Create(CultureInfo.InvariantCulture, $"host{random.Next(60)}.example");
            string url = string.Create(CultureInfo.InvariantCulture, $"/{random.Next(500)}");
            // Who is alerted on was never loud: an alert on what is excluded quotes the window of the tick before.
            records.Add(random.Next(150) == 0 ? EveLines.Alert(1_000_000 + next, from, at) : EveLines.Http(id, agent, kind < 6 && kind > 2 ? "10.0.0.1" : from, at, url, host));
        }

        return [.. records];
    }

    private static string Source(Random random) => string.Create(CultureInfo.InvariantCulture, $"10.0.1.{random.Next(1, 30)}");
}
