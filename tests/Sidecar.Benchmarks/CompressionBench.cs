using System.Globalization;
using System.IO.Pipelines;
using Sidecar.Engine;
using Sidecar.Engine.Flows;
using Sidecar.Engine.Profiles;
using Sidecar.Engine.Snapshots;

namespace Sidecar.Benchmarks;

/// <summary>
/// What zstd makes of what is kept on disk, at several levels: sections of profiles and of live flows, which are in states,
/// and lines of a profile export; and whether a dictionary helps where sections are small. Speeds are of processor time,
/// which says more than the clock where others use the machine, too.
/// </summary>
internal static class CompressionBench
{
    private const int Flows = 100_000;
    private const int Times = 7;

    /// <param name="profiles">Sections of a view with many keys.</param>
    public static void Run(Table table, byte[] profiles)
    {
        byte[] flows = FlowSections();
        byte[] lines = ExportLines();
        foreach (int level in (int[])[1, 2, 3, 6, 9])
        {
            Compress(table, $"zstd level {level}, {profiles.Length >> 20} MB of profile sections", [profiles], level, null);
            Compress(table, $"zstd level {level}, {flows.Length >> 20} MB of flow sections", [flows], level, null);
            Compress(table, $"zstd level {level}, {lines.Length >> 20} MB of profile export", [lines], level, null);
        }

        // Small sections are where a dictionary could help: a view with few keys.
        byte[][] small = [.. Enumerable.Range(0, 200).Select(i => profiles.AsSpan(i * 16_384, 16_384).ToArray())];
        byte[] dictionary = ZstdSharp.DictBuilder.TrainFromBuffer(small[..100]);
        Compress(table, "zstd level 1, sections of 16 KB", small[100..], 1, null);
        Compress(table, $"zstd level 1, sections of 16 KB, dictionary of {dictionary.Length >> 10} KB", small[100..], 1, dictionary);
        Compress(table, "zstd level 3, sections of 16 KB", small[100..], 3, null);
        Compress(table, $"zstd level 3, sections of 16 KB, dictionary of {dictionary.Length >> 10} KB", small[100..], 3, dictionary);
    }

    private static byte[] FlowSections()
    {
        KeyTable keys = new(1);
        using FlowTable flows = new(FlowOptions.Default, new FlowCounters(), (in Transaction ended, in FlowEnd _) => keys.Release(ended.Key));
        for (long number = 0; number < Flows; number++)
            StateBench.Open(flows, keys, number);
        List<byte> sections = [];
        FlowCopy copy = new(flows, [new ViewShape(View.HttpUserAgent)], [keys], section => sections.AddRange(section.Content.Span));
        while (!copy.IsDone)
            copy.Step(1 << 20);
        return [.. sections];
    }

    /// <summary>As an analyst gets them of the mix of records that the other benchmarks read.</summary>
    private static byte[] ExportLines()
    {
        string path = Path.GetTempFileName();
        try
        {
            Sidecar.Engine.Engine engine = new(EngineOptions.Default, [], snapshotFolder: null);
            engine.ReadToEnd(PipeReader.Create(new MemoryStream(EveMix.Make(60_000, EveMix.PerSecond)), new StreamPipeReaderOptions(bufferSize: 1 << 20)));
            engine.Finish();
            ProfileExport.Write(path, engine.Latest, level: 1);
            engine.Dispose();
            using ZstdSharp.DecompressionStream zstd = new(File.OpenRead(path), leaveOpen: false);
            using MemoryStream lines = new();
            zstd.CopyTo(lines);
            return lines.ToArray();
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static void Compress(Table table, string what, byte[][] contents, int level, byte[]? dictionary)
    {
        using ZstdSharp.Compressor zstd = new(level);
        if (dictionary is not null)
            zstd.LoadDictionary(dictionary);
        long packed = 0;
        double[] seconds = new double[Times];
        for (int i = 0; i < Times; i++)
        {
            TimeSpan before = Environment.CpuUsage.TotalTime;
            packed = contents.Sum(content => (long)zstd.Wrap(content).Length);
            seconds[i] = (Environment.CpuUsage.TotalTime - before).TotalSeconds;
        }

        long bytes = contents.Sum(content => (long)content.Length);
        table.Add(what, string.Create(CultureInfo.InvariantCulture, $"{(double)bytes / packed:0.00} times smaller, {bytes / seconds.Min() / 1e6:0} MB/s"), "", "");
    }
}
