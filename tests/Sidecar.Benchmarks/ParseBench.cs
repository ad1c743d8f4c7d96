using System.Text.Json;
using Sidecar.Engine.Eve;

namespace Sidecar.Benchmarks;

/// <summary>The parser over records in memory, beside the framework's reader that walks every token and takes nothing.</summary>
internal static class ParseBench
{
    public static void Run(Table table, byte[] eve)
    {
        EveParser parser = new(FieldTable.Engine);
        long newLines = eve.AsSpan().Count((byte)'\n');
        long good = 0;
        long tokens = 0;
        double[] seconds = Rounds.Median(
            eve.Length,
            newLines,
            () => good = ForEachLine(eve, line => parser.Parse(line, out _) == EveStatus.Ok ? 1 : 0),
            () => tokens = ForEachLine(eve, Walk),
            () => newLines = eve.AsSpan().Count((byte)'\n'));
        if (good != newLines || tokens == 0)
            throw new InvalidOperationException($"{good} of {newLines} records were parsed");
        table.Add("parse, 46 fields of each record", Rate(eve, newLines, seconds[0]), $"Utf8JsonReader, every token, no field: {Rate(eve, newLines, seconds[1])}", $"{seconds[1] / seconds[0]:0.00}");
        table.Add("parse, the same", Rate(eve, newLines, seconds[0]), $"count newlines: {Rate(eve, newLines, seconds[2])}", $"{seconds[2] / seconds[0]:0.000}");
    }

    public static string Rate(byte[] eve, long records, double seconds) =>
        $"{eve.Length / seconds / 1e9:0.00} GB/s, {records / seconds / 1e6:0.00} M records/s";

    private delegate long LineWork(ReadOnlySpan<byte> line);

    private static long ForEachLine(ReadOnlySpan<byte> eve, LineWork work)
    {
        long sum = 0;
        while (!eve.IsEmpty)
        {
            int end = eve.IndexOf((byte)'\n');
            sum += work(eve[..end]);
            eve = eve[(end + 1)..];
        }

        return sum;
    }

    private static long Walk(ReadOnlySpan<byte> line)
    {
        Utf8JsonReader reader = new(line);
        long tokens = 0;
        while (reader.Read())
            tokens++;
        return tokens;
    }
}
