using System.Globalization;
using Sidecar.Engine.Flows;
using Sidecar.Engine.Profiles;

namespace Sidecar.Benchmarks;

/// <summary>
/// What a learning tick takes of the engine thread: the snapshot of a window of a million keys, of which a tenth got a
/// record since the tick before. Beside it what comes on top for who wants an object for each key.
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

        window.Snapshot(0);
        double[] seconds = Rounds.Median(() => window.Snapshot(0), TouchATenth);
        WindowSnapshot snapshot = window.Snapshot(0);
        double[] objects = Rounds.Median(() => Count(snapshot));
        table.Add(
            string.Create(CultureInfo.InvariantCulture, $"snapshot of a window, {snapshot.Keys.Count} keys"),
            string.Create(CultureInfo.InvariantCulture, $"{1e3 * seconds[0]:0} ms"),
            string.Create(CultureInfo.InvariantCulture, $"an object for each key {1e3 * objects[0]:0} ms more"),
            string.Create(CultureInfo.InvariantCulture, $"{objects[0] / seconds[0]:0.0}"));

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

    private static int Count(WindowSnapshot snapshot) => snapshot.Keys.ToArray().Length;
}
