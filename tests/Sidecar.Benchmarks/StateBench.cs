using System.Diagnostics;
using System.Globalization;
using System.Text;
using Sidecar.Engine.Flows;
using Sidecar.Engine.Profiles;
using Sidecar.Engine.Snapshots;

namespace Sidecar.Benchmarks;

/// <summary>
/// Saving the state of a view with many keys: how long the engine thread is kept between two batches, beside the
/// same copy made at once.
/// </summary>
internal static class StateBench
{
    private const int Keys = 100_000;
    private const int Panes = 4;
    private const int Times = 9;
    private const int StepBytes = 128 << 10;

    public static void Run(Table table)
    {
        List<StateSection> copied = Copy(out double[] steps);
        table.Add(
            $"copy of {Panes} panes of {Keys:N0} keys, one step between two batches, least of {Times} runs",
            string.Create(CultureInfo.InvariantCulture, $"median {1e3 * steps[steps.Length / 2]:0.00} ms, 99 % {1e3 * steps[steps.Length * 99 / 100]:0.00} ms, longest {1e3 * steps[^1]:0.00} ms"),
            string.Create(CultureInfo.InvariantCulture, $"at once: {1e3 * steps.Sum():0} ms"), "");

        Flows(table, 1_000_000, Times);
        Flows(table, 10_000_000, rounds: 1);
        CompressionBench.Run(table, Sample(copied));
    }

    public static byte[] ProfileSections() => Sample(Copy(out _));

    private static byte[] Sample(List<StateSection> copied) => [.. copied.Take(4).SelectMany(section => section.Content.ToArray())];

    /// <summary>
    /// Live flows under random ids, one of ten with a transaction, written to a file while each step of the copy is followed
    /// by the flow operations of a batch of records.
    /// </summary>
    private static void Flows(Table table, int count, int rounds)
    {
        KeyTable keys = new(1);
        using FlowTable flows = new(new FlowOptions { MemcapBytes = (long)(count + 1_000_000) * FlowOptions.BytesPerFlow, MaxTransactions = count / 5 }, new FlowCounters(), (in Transaction ended, in FlowEnd _) => keys.Release(ended.Key));
        long next = 0;
        for (; next < count; next++)
            Open(flows, keys, next);
        string path = Path.GetTempFileName();
        List<double> steps = [];
        List<double> longest = [];
        double seconds = 0;
        long batches = 0;
        for (int round = 0; round < rounds; round++)
        {
            SectionQueue queue = new();
            long start = Stopwatch.GetTimestamp();
            Task writing = Task.Factory.StartNew(() => WholeFile.Write(path, file => StateFileWriter.Write(file, 0, 1, queue.Take(), SnapshotOptions.Default.StateLevel)), TaskCreationOptions.LongRunning);
            long before = Stopwatch.GetTimestamp();
            StateCopy copy = new(queue, [new FlowCopy(flows, [new ViewShape(View.HttpUserAgent)], [keys], queue.Add)]);
            double most = 0;
            for (batches = 0; !copy.IsDone; batches++)
            {
                bool waits = copy.Waits;
                before = batches == 0 ? before : Stopwatch.GetTimestamp();
                copy.Step(StepBytes);
                double step = Stopwatch.GetElapsedTime(before).TotalSeconds;
                if (!waits)
                    steps.Add(step);
                most = Math.Max(most, step);
                // A batch: a third opens, a third goes on, a third ends.
                for (int i = 0; i < 1365; i++, next++)
                {
                    Open(flows, keys, next);
                    flows.Touch(Id(next - (count / 2)), 1, next);
                    FlowEnd end = new() { Start = 0, Finished = true };
                    flows.Close(Id(next - count), 1, ref end);
                }
            }

            copy.End([]);
            writing.Wait();
            longest.Add(most);
            seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }

        long bytes = new FileInfo(path).Length;
        File.Delete(path);
        steps.Sort();
        // The first run of all compiles the code, which the published binary never does.
        double[] later = [.. longest.Skip(1).DefaultIfEmpty(longest[0]).Order()];
        table.Add(
            $"copy of {count / 1_000_000} M live flows beside records, one step between two batches, {rounds} runs",
            string.Create(CultureInfo.InvariantCulture, $"median {1e3 * steps[steps.Count / 2]:0.00} ms, 99 % {1e3 * steps[steps.Count * 99 / 100]:0.00} ms, longest of the first run {1e3 * longest[0]:0.00} ms, of the others: median {1e3 * later[later.Length / 2]:0.00} ms, worst {1e3 * later[^1]:0.00} ms"),
            string.Create(CultureInfo.InvariantCulture, $"written in {seconds:0.0} s beside {batches * 4095 / 1e6:0.0} M flow operations, {bytes / 1e6:0} MB"), "");
    }

    public static void Open(FlowTable flows, KeyTable keys, long number)
    {
        flows.Touch(Id(number), 1, number, FlowProtocol.Tcp, FlowState.Established);
        if (number % 10 == 0)
            flows.Wait(Id(number), new Transaction { Key = keys.Hold(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"Mozilla/5.0 build/{number % 100_000}"))) });
    }

    /// <summary>SplitMix64's mixing, which maps no two numbers to one.</summary>
    private static long Id(long number)
    {
        ulong mixed = (ulong)number * 0x9E3779B97F4A7C15;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return (long)(mixed ^ (mixed >> 31));
    }

    /// <summary>
    /// Copies several times. The steps are the same each time: what one took at least is what it costs, the rest is what
    /// the machine did beside it.
    /// </summary>
    private static List<StateSection> Copy(out double[] steps)
    {
        KeyTable keys = new(1);
        ProfileWindow window = new(View.HttpUserAgent, keys, ProfileOptions.Default);
        Fill(keys, window);
        List<double> least = [];
        List<StateSection> sections = [];
        for (int round = 0; round < Times; round++)
        {
            long before = Stopwatch.GetTimestamp();
            sections.ForEach(section => section.GiveBack());
            sections.Clear();
            WindowCopy copy = new(keys, window, sections.Add);
            for (int step = 0; !copy.IsDone; step++)
            {
                copy.Step(StepBytes);
                double seconds = Stopwatch.GetElapsedTime(before).TotalSeconds;
                if (round == 0)
                    least.Add(seconds);
                least[step] = Math.Min(least[step], seconds);
                before = Stopwatch.GetTimestamp();
            }
        }

        steps = [.. least.Order()];
        return sections;
    }

    /// <summary>Keys as browsers name themselves, a few distinct values each.</summary>
    private static void Fill(KeyTable keys, ProfileWindow window)
    {
        Random random = new(7);
        long number = 0;
        for (int pane = 0; pane < Panes; pane++)
        {
            window.Advance(pane * 300_000_000L);
            for (int key = 0; key < Keys; key++)
            {
                byte[] text = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"Mozilla/5.0 (X11; Linux x86_64; rv:{key % 140}.0) Gecko/20100101 Firefox/{key % 140}.0 build/{key}"));
                for (int record = random.Next(1, 4); record > 0; record--)
                {
                    Transaction transaction = new() { Key = keys.Hold(text) };
                    for (int field = 0; field < View.HttpUserAgent.Distinct.Count; field++)
                        transaction.Values[field] = (ulong)random.NextInt64();
                    window.Add(transaction, new FlowEnd { FlowId = random.NextInt64(), Number = ++number, BytesToServer = random.Next(5000), BytesToClient = random.Next(90_000), PacketsToServer = 5, PacketsToClient = 9, Finished = true });
                }
            }
        }
    }
}
