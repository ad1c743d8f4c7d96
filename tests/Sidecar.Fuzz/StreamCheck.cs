using System.Buffers;
using System.IO.Pipelines;
using Sidecar.Engine.Eve;
using Sidecar.Engine.Ingest;
using Sidecar.Engine.Selftest;

namespace Sidecar.Fuzz;

/// <summary>
/// An input as a stream: whatever pieces it comes in, the framer gives the records that splitting at newlines gives; and
/// every kernel, the scalar parser and System.Text.Json read each of them alike, for the engine's fields and for fields
/// that lie inside each other.
/// </summary>
internal sealed class StreamCheck
{
    private const int LongestRecordBytes = 1 << 20;

    private static readonly string[] s_enginePaths = [.. Enum.GetValues<EveField>().Select(EveFieldPath.Of)];

    private static readonly string[] s_tightPaths =
        ["a", "b.c", "b", "b.d[].e", "b.d[]", "b.d", "b.dd", "c[][].a", "c[]", "f.g.h.i.j", "f.g.k", "a.b.c", "\u00e9", "b.e\u0000"];

    private readonly JsonOracle _engine = new(JsonOracle.AllKernels, s_enginePaths);
    private readonly JsonOracle _tight = new(JsonOracle.AllKernels, s_tightPaths);

    private StreamCheck()
    {
    }

    public static ILookup<string, string> EngineSteps { get; } = RecordGenerator.StepsBelow(s_enginePaths);

    public static ILookup<string, string> TightSteps { get; } = RecordGenerator.StepsBelow(s_tightPaths);

    public static StreamCheck Default() => new();

    public string? Failure(byte[] input, Random random, List<FuzzLine> taken)
    {
        List<byte[]> lines = Split(input);
        int longest = random.Next(4) == 0 ? random.Next(1, 200) : LongestRecordBytes;
        if (FramingFailure(input, lines, longest, random) is string wrong)
        {
            return $"framer, limit {longest}: {wrong}";
        }

        foreach (byte[] line in lines)
        {
            long alone = _engine.LinesReadBy.Values.Sum() + _tight.LinesReadBy.Values.Sum();
            string? difference = _engine.Difference(line, out EveStatus status) ?? _tight.Difference(line, out status);
            if (difference is not null)
            {
                return difference;
            }

            long readAlone = _engine.LinesReadBy.Values.Sum() + _tight.LinesReadBy.Values.Sum() - alone;
            taken.Add(new FuzzLine(line, TraitOf(line, status, readAlone)));
        }

        return null;
    }

    /// <summary>The line's status, who read it and what it is made of, in few steps: each gives one line to the corpus.</summary>
    private static int TraitOf(ReadOnlySpan<byte> line, EveStatus status, long readAlone)
    {
        bool escapes = line.Contains((byte)'\\'), foreign = line.ContainsAnyExceptInRange((byte)0, (byte)0x7f);
        return ((((((int)status * 8) + (int)readAlone) * 2) + (escapes ? 1 : 0)) * 2) + (foreign ? 1 : 0);
    }

    private static List<byte[]> Split(ReadOnlySpan<byte> input)
    {
        List<byte[]> lines = [];
        while (!input.IsEmpty)
        {
            int newLine = input.IndexOf((byte)'\n');
            lines.Add((newLine < 0 ? input : input[..newLine]).ToArray());
            input = newLine < 0 ? [] : input[(newLine + 1)..];
        }

        return lines;
    }

    private static string? FramingFailure(byte[] input, List<byte[]> lines, int longest, Random random)
    {
        Pipe pipe = new(new PipeOptions(pauseWriterThreshold: 0, resumeWriterThreshold: 0, minimumSegmentSize: random.Next(1, 3000)));
        using PipeInput stream = new(pipe.Reader, longest);
        int next = 0;
        for (int at = 0; at < input.Length;)
        {
            int length = Math.Min(input.Length - at, random.Next(1, random.Next(3) == 0 ? 20 : 5000));
            pipe.Writer.Write(input.AsSpan(at, length));
            at += length;
            pipe.Writer.FlushAsync().AsTask().GetAwaiter().GetResult();
            if (at == input.Length)
            {
                pipe.Writer.Complete();
            }

            if (TakeFailure(stream, lines, longest, ref next) is string wrong)
            {
                return wrong;
            }
        }

        return next == lines.Count ? null : $"{next} of {lines.Count} records were framed";
    }

    private static string? TakeFailure(PipeInput stream, List<byte[]> lines, int longest, ref int next)
    {
        if (!stream.TryRead(out ReadOnlySequence<byte> read, out bool ended))
        {
            return null;
        }

        ReadOnlySequence<byte> unread = read;
        FrameStatus status;
        while ((status = stream.Framer.TryNext(ref unread, out ReadOnlySpan<byte> record)) != FrameStatus.NeedMore)
        {
            if (!IsNext(lines, longest, ref next, status, record))
            {
                return $"record {next} is not as it should be";
            }
        }

        stream.AdvanceTo(unread, read);
        ReadOnlySpan<byte> last = default;
        status = ended ? stream.Framer.TryLast(out last) : FrameStatus.NeedMore;
        return status == FrameStatus.NeedMore || IsNext(lines, longest, ref next, status, last)
            ? null
            : $"the last record, {next}, is not as it should be";
    }

    private static bool IsNext(List<byte[]> lines, int longest, ref int next, FrameStatus status, ReadOnlySpan<byte> record)
    {
        if (next == lines.Count)
        {
            return false;
        }

        byte[] expected = lines[next++];
        return status == FrameStatus.TooLong ? expected.Length > longest : expected.Length <= longest && record.SequenceEqual(expected);
    }
}
