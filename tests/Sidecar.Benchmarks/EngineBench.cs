using System.IO.Pipelines;
using Sidecar.Engine;

namespace Sidecar.Benchmarks;

/// <summary>The whole way of a record, from bytes in memory to verdicts: frame, parse, join, profile, learn.</summary>
internal static class EngineBench
{
    public static void Run(Table table, byte[] eve)
    {
        long records = 0;
        double[] seconds = Rounds.Median(eve.Length, eve.AsSpan().Count((byte)'\n'), () =>
        {
            Sidecar.Engine.Engine engine = new(EngineOptions.Default, [], snapshotFolder: null);
            engine.ReadToEnd(PipeReader.Create(new MemoryStream(eve), new StreamPipeReaderOptions(bufferSize: 1 << 20)));
            engine.Finish();
            records = engine.Stats().Parsed;
        });
        table.Add("whole engine from memory, one thread", ParseBench.Rate(eve, records, seconds[0]), "one eve-log connection brings at most 0.9 M records/s", "");
    }
}
