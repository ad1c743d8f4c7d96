using System.Globalization;
using Sidecar.Engine.Flows;
using Sidecar.Engine.Learning;
using Sidecar.Engine.Profiles;
using Sidecar.Engine.Verdicts;

namespace Sidecar.Benchmarks;

/// <summary>
/// A learning tick of a view with a million keys, of which a tenth got a record since the tick before, and which goes on
/// from the clusters of that: what it takes of the engine thread, and what beside it.
/// </summary>
internal static class WindowBench
{
    private const int Keys = 1_000_000;
    private const int Panes = 12;
    private const long PaneMicroseconds = 300_000_000;

    public static void Run(Table table)
    {
        View view = ShippedViews.All.Single(known => known.Name == "tls-sni");
        KeyTable keys = new(1);
        ProfileWindow window = new(view, keys, new ProfileOptions { MaxKeys = 2 * Keys, MaxSketchBytes = 16L << 30 });
        Random random = new(7);
        long flow = 0;
        for (int pane = 0; pane < Panes; pane++)
        {
            window.Advance(pane * PaneMicroseconds);
            for (int i = 0; i < Keys / Panes; i++)
                Add((pane * (Keys / Panes)) + i);
        }

        ExclusionTable exclusions = new(view.Effect, SiftOptions.Default, LearningOptions.Default, ExclusionOptions.Default, keys, null, new CrowdGate(0));
        TickInput input = null!;
        SiftResult sifted = null!;
        long tick = 0;
        double[] seconds = Rounds.Median(
            () => input = exclusions.InputOf(++tick, window.Snapshot(tick)),
            () => sifted = exclusions.Learn(input),
            () => exclusions.Apply(input, sifted, isWhole: true, tick),
            TouchATenth);
        table.Add(
            string.Create(CultureInfo.InvariantCulture, $"a tick of a view with {input.Window.Keys.Count} keys x {view.Features.Count}, {sifted.Models.Count} rounds"),
            string.Create(CultureInfo.InvariantCulture, $"{1e3 * seconds[1]:0} ms beside the engine thread"),
            string.Create(CultureInfo.InvariantCulture, $"on it: {1e3 * seconds[0]:0} ms snapshot, {1e3 * seconds[2]:0} ms to apply"), "");

        void TouchATenth()
        {
            for (int i = 0; i < Keys / 10; i++)
                Add(random.Next(Keys));
        }

        void Add(int number)
        {
            Span<byte> text = stackalloc byte[32];
            number.TryFormat(text, out int length, "'host-'00000000'.example.org'", CultureInfo.InvariantCulture);
            Transaction transaction = new() { Key = keys.Hold(text[..length]) };
            transaction.Values[0] = (ulong)random.NextInt64(1, long.MaxValue);
            transaction.Values[1] = (ulong)number + 1;
            window.Add(transaction, new FlowEnd { FlowId = ++flow, Number = flow, Finished = true, BytesToServer = 100, BytesToClient = 1000 });
        }
    }
}
