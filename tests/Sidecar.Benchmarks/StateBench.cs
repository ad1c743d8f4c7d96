using System.Diagnostics;
using System.Globalization;
using System.Text;
using Sidecar.Engine.Flows;
using Sidecar.Engine.Profiles;
using Sidecar.Engine.Snapshots;

namespace Sidecar.Benchmarks;

/// <summary>
/// Saving the state of a view with many keys: how long the engine thread is kept between two batches, beside the
/// same copy made at once, and what zstd makes of the sections at several levels, with and without a dictionary.
/// </summary>
internal static class StateBench
{
    private const int Keys = 100_000;
    private const int Panes = 4;
    private const int Times = 9;
    private const int StepBytes = 128 << 10;

    public static void Run(Table table)
    {
        KeyTable keys = new(1);
        ProfileWindow window = new(View.HttpUserAgent, keys, ProfileOptions.Default);
        Fill(keys, window);
        WindowCopy copy = Copy(keys, window, out double[] steps);
        table.Add(
            $"copy of {Panes} panes of {Keys:N0} keys, one step between two batches, least of {Times} runs",
            string.Create(CultureInfo.InvariantCulture, $"median {1e3 * steps[steps.Length / 2]:0.00} ms, 99 % {1e3 * steps[steps.Length * 99 / 100]:0.00} ms, longest {1e3 * steps[^1]:0.00} ms"),
            string.Create(CultureInfo.InvariantCulture, $"at once: {1e3 * steps.Sum():0} ms"), "");

        StateSection[] sections = [.. copy.Sections];
        byte[] sample = [.. sections.Take(4).SelectMany(section => section.Content.ToArray())];
        foreach (int level in (int[])[1, 3, 6, 9])
            Compress(table, $"zstd level {level}, sections of {sample.Length >> 20} MB", [sample], level, null);

        // Small sections are where a dictionary could help: a view with few keys.
        byte[][] small = [.. Enumerable.Range(0, 200).Select(i => sample.AsSpan(i * 16_384, 16_384).ToArray())];
        byte[] dictionary = ZstdSharp.DictBuilder.TrainFromBuffer(small[..100]);
        Compress(table, "zstd level 3, sections of 16 KB", small[100..], 3, null);
        Compress(table, $"zstd level 3, sections of 16 KB, dictionary of {dictionary.Length >> 10} KB", small[100..], 3, dictionary);
    }

    private static void Compress(Table table, string what, byte[][] contents, int level, byte[]? dictionary)
    {
        using ZstdSharp.Compressor zstd = new(level);
        if (dictionary is not null)
            zstd.LoadDictionary(dictionary);
        long packed = 0;
        double[] seconds = Rounds.Median(() =>
        {
            packed = 0;
            foreach (byte[] content in contents)
                packed += zstd.Wrap(content).Length;
        });
        long bytes = contents.Sum(content => (long)content.Length);
        table.Add(what, string.Create(CultureInfo.InvariantCulture, $"{(double)bytes / packed:0.00} times smaller, {bytes / seconds[0] / 1e6:0} MB/s"), "", "");
    }

    /// <summary>
    /// Copies several times. The steps are the same each time: what one took at least is what it costs, the rest is what
    /// the machine did beside it.
    /// </summary>
    private static WindowCopy Copy(KeyTable keys, ProfileWindow window, out double[] steps)
    {
        List<double> least = [];
        WindowCopy copy = new(keys, window);
        for (int round = 0; round < Times; round++)
        {
            long before = Stopwatch.GetTimestamp();
            copy = new WindowCopy(keys, window);
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
        return copy;
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
