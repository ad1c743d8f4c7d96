using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Sidecar.Engine;
using Sidecar.Engine.Flows;
using Sidecar.Engine.Learning;
using Sidecar.Engine.Outputs;
using Sidecar.Engine.Profiles;
using Sidecar.Engine.Verdicts;
using Xunit;

namespace Sidecar.Tests;

/// <summary>However the bytes come, and whatever they are, every line is accounted for and the verdicts are the same.</summary>
public sealed class EngineInputTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(700)]
    [InlineData(100_000)]
    public void The_same_input_in_any_pieces_gives_the_same_verdict_bytes(int longestPiece)
    {
        string[] lines = EveLines.LoudTraffic();
        byte[] input = Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n")));
        (_, string expected) = EveLines.Replay(lines);
        Assert.Contains("\"action\":\"exclude\"", expected, StringComparison.Ordinal);
        Assert.Equal(expected, ReplayInPieces(input, longestPiece, out EngineStats stats));
        Assert.Equal((lines.Length, 0L), (stats.Received, stats.Rejected));
        // The newline behind the last record may be missing.
        Assert.Equal(expected, ReplayInPieces(input[..^1], longestPiece, out stats));
        Assert.Equal(lines.Length, stats.Received);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Every_line_of_garbage_is_parsed_or_rejected_by_cause(int seed)
    {
        Random random = new(seed);
        string[] records = EveLines.LoudTraffic()[..200];
        using MemoryStream input = new();
        for (int i = 0; i < 5000; i++)
        {
            input.Write(Garbage(random, Encoding.UTF8.GetBytes(records[random.Next(records.Length)])));
        }

        byte[] bytes = input.ToArray();
        EngineOptions options = EngineOptions.Default with { Ingest = new() { MaxRecordBytes = 2000 } };
        Sidecar.Engine.Engine engine = new(options, [], snapshotFolder: null);
        engine.ReadToEnd(PipeReader.Create(new ReadOnlySequence<byte>(bytes)));
        engine.Finish();
        EngineStats stats = engine.Stats();
        Assert.Equal(RecordsIn(bytes, longest: 2000), stats.Received);
        Assert.Equal(stats.Rejected, stats.RejectedByCause.Values.Sum());
        Assert.Equal(stats.Parsed, stats.ByType.Sum());
        Assert.NotEqual(0, stats.Parsed);
        Assert.True(stats.RejectedByCause["TooLong"] > 0 && stats.RejectedByCause.Count > 5, string.Join(' ', stats.RejectedByCause));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(40)]
    public void A_line_that_is_known_is_too_long_from_the_same_byte_on(int tooMany)
    {
        const int Limit = 1000;
        string known = EveLines.Http(1, "one");
        string longest = EveLines.Http(1, "one", url: "/" + new string('x', Limit - known.Length));
        string longer = EveLines.Http(1, "one", url: "/" + new string('x', Limit - known.Length + tooMany));
        Assert.Equal(Limit, longest.Length);
        byte[] input = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat($"{known}\n\n{longest}\n{longer}\n", 50)));
        EngineOptions options = EngineOptions.Default with { Ingest = new() { MaxRecordBytes = Limit } };
        using Sidecar.Engine.Engine engine = new(options, [], snapshotFolder: null);
        engine.ReadToEnd(PipeReader.Create(new ReadOnlySequence<byte>(input)));
        EngineStats stats = engine.Stats();
        Assert.Equal(200, stats.Received);
        Assert.Equal((tooMany == 0 ? 150L : 100L, tooMany == 0 ? 0L : 50L), (stats.Parsed, stats.RejectedByCause.GetValueOrDefault("TooLong")));
    }

    [Fact]
    public void Records_of_two_sensors_in_turn_allocate_nothing()
    {
        byte[][] lines = [.. ((string[])["sensor-1", "sensor-22", "s\\u00e9nsor"]).Select(sensor =>
            Encoding.UTF8.GetBytes(EveLines.Http(1, "one").Replace("{\"timestamp\"", $"{{\"host\":\"{sensor}\",\"timestamp\"", StringComparison.Ordinal)))];
        FieldSlots fields = new([View.HttpUserAgent]);
        KeyTable keys = new(1);
        ProfiledView view = new(
            View.HttpUserAgent, keys, new ViewReader(View.HttpUserAgent, 0, fields, keys, 1024),
            new ProfileWindow(View.HttpUserAgent, keys, ProfileOptions.Default),
            new ExclusionTable(View.HttpUserAgent.Effect, SiftOptions.Default, LearningOptions.Default, ExclusionOptions.Default, keys, crowd: null, new CrowdGate(0.5)));
        // Few transactions may wait, so that none is kept: only the way of the record is measured.
        RecordPath path = new([view], fields.Table, new FlowOptions { MaxTransactions = 10 }, new FlowCounters(), new RecordCounters(), new EventClock(60), _ => { }, _ => { });
        long least = long.MaxValue;
        for (int round = 0; round < 6; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 9_999; i++)
            {
                path.Take(lines[i % lines.Length]);
            }

            least = round == 0 ? least : Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal("sénsor", Encoding.UTF8.GetString(path.Sensor));
        Assert.Equal(0, least);
    }

    private static string ReplayInPieces(byte[] input, int longestPiece, out EngineStats stats)
    {
        using MemoryStream verdicts = new();
        using VerdictFile sink = new(verdicts);
        Sidecar.Engine.Engine engine = new(EngineOptions.Default, [sink], snapshotFolder: null);
        engine.ReadToEnd(PipeReader.Create(new PiecewiseStream(input, longestPiece), new StreamPipeReaderOptions(bufferSize: 4096, minimumReadSize: 1)));
        engine.Finish();
        stats = engine.Stats();
        return Encoding.UTF8.GetString(verdicts.ToArray());
    }

    /// <summary>One a line; in a line that is no JSON one more for each record that begins behind its first byte.</summary>
    private static long RecordsIn(byte[] bytes, int longest)
    {
        string[] lines = Encoding.Latin1.GetString(bytes).Split('\n');
        return lines.SkipLast(bytes[^1] == '\n' ? 1 : 0)
            .Sum(line => 1 + (line.Length > longest || IsJson(line) ? 0 : line[Math.Min(1, line.Length)..].Split("{\"timestamp\":\"").Length - 1));
    }

    private static bool IsJson(string line)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(Encoding.Latin1.GetBytes(line));
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>A record whole, torn, run into the next, turned or not even text.</summary>
    private static byte[] Garbage(Random random, byte[] record)
    {
        int cut = random.Next(record.Length);
        byte[] noise = new byte[random.Next(1, 50)];
        random.NextBytes(noise);
        switch (random.Next(8))
        {
            case 0:
                return [.. record[..cut], (byte)'\n'];
            case 1:
                return record[..cut];
            case 2:
                return [.. noise, (byte)'\n'];
            case 3:
                record[cut] ^= (byte)(1 << random.Next(8));
                return [.. record, (byte)'\n'];
            case 4:
                return [.. record, .. noise];
            case 5:
                return [.. record, .. new byte[random.Next(1000, 5000)], (byte)'\n'];
            case 6:
                return "\n \n[]\n"u8.ToArray();
            default:
                return [.. record, (byte)'\n'];
        }
    }

    /// <summary>A stream that gives a few bytes at a time, as a socket does.</summary>
    private sealed class PiecewiseStream(byte[] bytes, int longestPiece) : MemoryStream(bytes)
    {
        private readonly Random _random = new(longestPiece);

        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, _random.Next(1, longestPiece + 1))]);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(Read(buffer.Span));
    }
}
