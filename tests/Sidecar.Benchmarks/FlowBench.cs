using Sidecar.Engine.Flows;

namespace Sidecar.Benchmarks;

/// <summary>Open, wait, close of a flow while a million others live, beside a dictionary of rows of 64 bytes.</summary>
internal static class FlowBench
{
    private const int Live = 1_000_000;
    private const int Turns = 1_000_000;

    public static void Run(Table table)
    {
        double[] seconds = Rounds.Median(Ours, Theirs);
        table.Add("flow table, open + wait + close at 1 M live flows", $"{seconds[0] * 1e9 / Turns:0} ns", $"Dictionary<long, 64 bytes>, add + find + remove: {seconds[1] * 1e9 / Turns:0} ns", $"{seconds[1] / seconds[0]:0.00}");
    }

    private static void Ours()
    {
        FlowTable flows = new(new FlowOptions { MaxFlows = Live + 1 }, new FlowCounters(), (in Transaction _, in FlowEnd _) => { });
        for (long id = 0; id < Live + Turns; id++)
        {
            long key = Scatter(id);
            flows.Touch(key, 1, id);
            flows.Wait(key, new Transaction { Key = 1 });
            if (id >= Live)
                flows.Close(Scatter(id - Live), 1, new FlowEnd { Finished = true });
        }
    }

    private static void Theirs()
    {
        Dictionary<long, Row> rows = [];
        for (long id = 0; id < Live + Turns; id++)
        {
            long key = Scatter(id);
            rows.TryAdd(key, new Row());
            rows.TryGetValue(key, out Row _);
            if (id >= Live)
                rows.Remove(Scatter(id - Live));
        }
    }

    private static long Scatter(long id) => (long)((ulong)id * 0x9E3779B97F4A7C15 >> 13);

    [System.Runtime.CompilerServices.InlineArray(8)]
    private struct Row
    {
        private long _first;
    }
}
