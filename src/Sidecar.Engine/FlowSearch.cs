using Sidecar.Engine.Flows;

namespace Sidecar.Engine;

/// <summary>
/// Looks through the live flows for other threads, a slice of the table at a time over the engine's desk, so that records
/// go on between. Called by any thread.
/// </summary>
internal sealed class FlowSearch(EngineDesk desk)
{
    /// <param name="longest">So many of each list.</param>
    /// <param name="leftOut">Flows that are not to be among the longest-lived; not changed before the answer is there.</param>
    /// <returns>Nothing when too many questions wait. Cancelled when the engine ends before.</returns>
    public async Task<LiveFlows?> List(int longest, IReadOnlySet<(long FlowId, long FirstSeen)> leftOut)
    {
        if (desk.TryAsk(engine => engine.ScanFlows(longest, leftOut)) is not { } begun)
        {
            return null;
        }

        FlowScan scan = await begun.ConfigureAwait(false);
        bool more = true;
        while (more)
        {
            if (desk.TryAsk(_ => scan.Continue(FlowScan.Slice)) is not { } asked)
            {
                return null;
            }

            more = await asked.ConfigureAwait(false);
        }

        return new LiveFlows(scan.LongestLived, scan.Heaviest);
    }

    /// <summary>The same with what Suricata said of them, and with the heaviest by what it said.</summary>
    public async Task<LiveFlows?> List(int longest, IReadOnlyDictionary<long, FlowWeight> weights)
    {
        if (await List(longest, new HashSet<(long, long)>()).ConfigureAwait(false) is not LiveFlows flows
            || desk.TryAsk(engine => engine.FindFlows(weights.Keys)) is not { } asked)
        {
            return null;
        }

        return new LiveFlows(
            [.. flows.LongestLived.Select(Weighed)],
            [.. flows.Heaviest.Select(Weighed)],
            [.. (await asked.ConfigureAwait(false)).Select(Weighed).Where(flow => flow.Weight is not null)
                .OrderByDescending(flow => flow.Weight!.Counts.Bytes).ThenBy(flow => flow.FlowId).Take(longest)]);

        // A later flow of the same id began later.
        LiveFlow Weighed(LiveFlow flow) =>
            weights.TryGetValue(flow.FlowId, out FlowWeight? weight) && flow.FirstSeen <= weight.FirstSeen ? flow with { Weight = weight } : flow;
    }
}
