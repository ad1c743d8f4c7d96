using System.Diagnostics;
using System.Globalization;
using Sidecar.Engine.Flows;
using Sidecar.Engine.Memory;

namespace Sidecar.Benchmarks;

/// <summary>
/// Ten million live flows under random ids: opened, found again and closed, each in another random order, beside
/// dictionaries of rows of 64 bytes that do the same. Look-ups are prefetched some flows ahead, as for records that the parser
/// hands over together. Medians of rounds in which all take turns, in processor time, since a run of minutes on a shared
/// machine is never alone, and how much of it was not the kernel's, which makes the pages;
/// by the clock, each operation by itself for the worst of them.
/// </summary>
internal static class FlowBench
{
    private const int Flows = 10_000_000;

    /// <summary>
    /// Flows between one step of fetching and the next: first the place in the index, then the row (as the engine does, by
    /// one record a step, which takes longer than eight of these), then its neighbours in its stretch of time.
    /// </summary>
    private const int Step = 8;

    /// <summary>Flows that are on their way; a power of two beyond three steps.</summary>
    private const int Window = 32;

    private const int Rounds = 3;

    /// <summary>More than any of them takes.</summary>
    private const int PagesBytes = 2_000_000_000;

    public static void Run(Table table, bool whole)
    {
        // One after the other: the memory of three such tables at once is more than machines have to spare.
        List<Timed> natives = [], growings = [], presizeds = [];
        for (int round = 0; round < Rounds; round++)
        {
            natives.Add(Native());
            growings.Add(Dictionary(size: 0));
            presizeds.Add(Dictionary(Flows));
        }

        (Timed native, Timed growing, Timed presized) = (Median(natives), Median(growings), Median(presizeds));
        table.Add($"flow table, {Flows / 1_000_000} M random flows: open + find + close", native.Text, $"Dictionary<ulong, 64 bytes>, growing: {growing.Text}", $"{growing.Sum / native.Sum:0.00}");
        table.Add("flow table, the same", native.Text, $"the same, presized: {presized.Text}", $"{presized.Sum / native.Sum:0.00}");
        table.Add("flow table, memory of the process behind them", $"{natives[0].Resident / 1e6:0} MB", "", "");
        if (!whole)
            return;
        (double median, double late, double most) = Worst();
        table.Add("flow table, open + find + close of one flow each, unbatched", $"median {median:0} ns, p99.99 {late:0} ns, worst {most / 1000:0} us", "", "");
        table.Add("flow table, flood of 100 M distinct flow_ids at a memcap of 128 MB", Flood(), "", "");
    }

    private static Timed Native()
    {
        HavePagesGiven();
        using FlowTable table = new(new FlowOptions { MemcapBytes = (long)Flows * FlowOptions.BytesPerFlow, MaxTransactions = 1 }, new FlowCounters(), (in Transaction _, in FlowEnd _) => { }, hashKey: (0x0706050403020100, 0x0f0e0d0c0b0a0908));
        Spent[] spent = new Spent[3];
        Span<long> ids = stackalloc long[Window];
        Span<uint> hashes = stackalloc uint[Window];
        Span<int> rows = stackalloc int[Window];
        for (int turn = 0; turn < spent.Length; turn++)
        {
            Spent start = Spent.SoFar;
            // A flow that opens needs its place in the index alone.
            int ahead = turn == 0 ? Step : 3 * Step;
            for (int i = 0; i < Flows + ahead; i++)
            {
                if (i < Flows)
                    hashes[i % Window] = table.Store.Prefetch(ids[i % Window] = Id(i, turn));
                if (turn > 0 && (uint)(i - Step) < Flows)
                    rows[(i - Step) % Window] = table.Store.PrefetchRow(hashes[(i - Step) % Window]);
                if (turn > 0 && (uint)(i - (2 * Step)) < Flows)
                    table.Store.PrefetchNeighbours(rows[(i - (2 * Step)) % Window], turn == 2 ? long.MaxValue : i - (2 * Step));
                int now = i - ahead;
                if (now < 0)
                    continue;
                if (turn == 2)
                {
                    FlowEnd end = new() { Finished = true };
                    table.Close(ids[now % Window], 1, ref end);
                }
                else
                {
                    table.Touch(ids[now % Window], 1, now);
                }
            }

            spent[turn] = Spent.SoFar - start;
            if (table.Live != (turn == 2 ? 0 : Flows))
                throw new InvalidOperationException($"{table.Live} flows live after turn {turn}");
        }

        return new Timed(spent[0], spent[1], spent[2], ResidentBytes());
    }

    private static Timed Dictionary(int size)
    {
        HavePagesGiven();
        Dictionary<ulong, Row> rows = new(size);
        Spent[] spent = new Spent[3];
        for (int turn = 0; turn < spent.Length; turn++)
        {
            GC.Collect();
            Spent start = Spent.SoFar;
            for (int i = 0; i < Flows; i++)
            {
                ulong id = (ulong)Id(i, turn);
                if (turn == 0)
                    rows.Add(id, new Row());
                else if (turn == 1 ? !rows.TryGetValue(id, out Row _) : !rows.Remove(id))
                    throw new InvalidOperationException($"{id} is missing");
            }

            spent[turn] = Spent.SoFar - start;
        }

        return new Timed(spent[0], spent[1], spent[2], ResidentBytes());
    }

    /// <summary>
    /// A hypervisor that takes free memory back makes the first touch of a page cost twenty times what the kernel needs to
    /// zero it. That is nobody's table: all of them begin right after as many pages were touched and set free.
    /// </summary>
    private static void HavePagesGiven()
    {
        GC.Collect();
        using NativeArray<byte> pages = new(PagesBytes, hugePages: true, new MemoryMeter());
        for (int at = 0; at < pages.Length; at += Environment.SystemPageSize)
            pages[at] = 1;
    }

    private static Timed Median(List<Timed> rounds) => rounds.OrderBy(round => round.Sum).ElementAt(rounds.Count / 2);

    /// <summary>Nanoseconds of single operations, page faults and the machine's other work included.</summary>
    private static (double Median, double Late, double Most) Worst()
    {
        using FlowTable table = new(new FlowOptions { MemcapBytes = (long)Flows * FlowOptions.BytesPerFlow, MaxTransactions = 1 }, new FlowCounters(), (in Transaction _, in FlowEnd _) => { });
        int[] ticks = new int[3 * Flows];
        for (int turn = 0; turn < 3; turn++)
        {
            for (int i = 0; i < Flows; i++)
            {
                long id = Id(i, turn);
                FlowEnd end = new() { Finished = true };
                long start = Stopwatch.GetTimestamp();
                if (turn == 2)
                    table.Close(id, 1, ref end);
                else
                    table.Touch(id, 1, i);
                ticks[(turn * Flows) + i] = (int)(Stopwatch.GetTimestamp() - start);
            }
        }

        Array.Sort(ticks);
        double nanoseconds = 1e9 / Stopwatch.Frequency;
        return (ticks[ticks.Length / 2] * nanoseconds, ticks[(int)(ticks.Length * 0.9999)] * nanoseconds, ticks[^1] * nanoseconds);
    }

    private static string Flood()
    {
        const long flood = 100_000_000;
        long before = ResidentBytes();
        FlowCounters counters = new();
        using FlowTable table = new(FlowOptions.Default with { MaxTransactions = 1 }, counters, (in Transaction _, in FlowEnd _) => { });
        long start = Stopwatch.GetTimestamp();
        for (long id = 0; id < flood; id++)
            table.Touch(id, 1, id);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return string.Create(CultureInfo.InvariantCulture, $"{(ResidentBytes() - before) >> 20} MB more, {counters.Evicted / 1e6:0.0} M evicted, {seconds * 1e9 / flood:0} ns a flow");
    }

    /// <summary>The same ids in each turn, in another order: the factors have no divisor in common with the number of flows.</summary>
    private static long Id(int i, int turn)
    {
        long place = turn switch { 0 => i, 1 => (long)i * 7_368_787 % Flows, _ => (long)i * 3_141_593 % Flows };
        // SplitMix64's mixing, which maps no two numbers to one.
        ulong mixed = (ulong)place * 0x9E3779B97F4A7C15;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return (long)(mixed ^ (mixed >> 31));
    }

    private static long ResidentBytes() =>
        long.Parse(File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) << 10;

    /// <summary>Seconds of processor time for all flows.</summary>
    private readonly record struct Spent(double Total, double User)
    {
        public static Spent SoFar => Environment.CpuUsage is var usage ? new Spent(usage.TotalTime.TotalSeconds, usage.UserTime.TotalSeconds) : default;

        public static Spent operator -(Spent until, Spent from) => new(until.Total - from.Total, until.User - from.User);
    }

    /// <summary>What each kind of operation took, and the bytes of the process behind them.</summary>
    private readonly record struct Timed(Spent Open, Spent Find, Spent Close, long Resident)
    {
        public double Sum => Open.Total + Find.Total + Close.Total;

        public string Text => string.Create(
            CultureInfo.InvariantCulture,
            $"{Open.Total * 1e9 / Flows:0} + {Find.Total * 1e9 / Flows:0} + {Close.Total * 1e9 / Flows:0} ns, without the kernel {Open.User * 1e9 / Flows:0} + {Find.User * 1e9 / Flows:0} + {Close.User * 1e9 / Flows:0} ns");
    }

    [System.Runtime.CompilerServices.InlineArray(8)]
    private struct Row
    {
        private long _first;
    }
}
