using System.IO.Pipelines;
using Sidecar.Engine.Eve;
using Sidecar.Engine.Ingest;
using Sidecar.Engine.Kernels;

namespace Sidecar.Engine.Selftest;

/// <summary>Null when all readers of a line agree, else what they differ in.</summary>
internal delegate string? DifferenceFinder(ReadOnlyMemory<byte> line, out EveStatus status);

/// <summary>
/// Asks of many lines whether every kernel that this build and processor have, the scalar parser and System.Text.Json
/// read each of the engine's fields alike: of generated records, or of the lines of a file. Keeps the first differences.
/// </summary>
public sealed class ParserComparison
{
    /// <summary>Differences that are kept; more are counted.</summary>
    public const int MaxKept = 20;

    private static readonly string[] s_paths = [.. Enum.GetValues<EveField>().Select(EveFieldPath.Of)];

    private readonly DifferenceFinder _find;
    private readonly List<ParserDifference> _differences = [];
    private byte[] _line = [];

    public ParserComparison()
    {
        JsonOracle oracle = new(Kernels, s_paths);
        _find = oracle.Difference;
        LinesReadBy = oracle.LinesReadBy;
    }

    internal ParserComparison(DifferenceFinder find)
    {
        _find = find;
        LinesReadBy = new Dictionary<JsonKernel, long>();
    }

    /// <summary>The kernels beside the scalar parser that this build has on this processor.</summary>
    public static IReadOnlyList<JsonKernel> Kernels { get; } = [.. JsonOracle.AllKernels.Where(JsonKernels.IsSupported)];

    public long Lines { get; private set; }

    /// <summary>Lines that are EVE records; the others are rejected by all alike, or count as differences.</summary>
    public long Records { get; private set; }

    /// <summary>Lines longer than the engine reads; they are left out.</summary>
    public long TooLong { get; private set; }

    public long DifferenceCount { get; private set; }

    /// <summary>The first of them.</summary>
    public IReadOnlyList<ParserDifference> Differences => _differences;

    /// <summary>Lines that each kernel has read by itself; the rest was handed to the scalar parser.</summary>
    public IReadOnlyDictionary<JsonKernel, long> LinesReadBy { get; }

    /// <summary>Compares so many records of the generator; a difference's line is the seed that makes the record again.</summary>
    public void CompareGenerated(int seed, int count)
    {
        ILookup<string, string> steps = RecordGenerator.StepsBelow(s_paths);
        for (int i = seed; i < seed + count; i++)
        {
            Compare(i, new RecordGenerator(steps, i).Next());
        }
    }

    /// <summary>Compares each line to the end of a file.</summary>
    public void CompareLines(PipeReader reader)
    {
        long number = 0;
        TooLong += RecordReader.ReadToEnd(reader, line =>
        {
            if (_line.Length < line.Length)
            {
                _line = new byte[Math.Max(line.Length, 2 * _line.Length)];
            }

            line.CopyTo(_line);
            Compare(++number, _line.AsMemory(0, line.Length));
        });
    }

    private void Compare(long number, ReadOnlyMemory<byte> line)
    {
        string? difference = _find(line, out EveStatus status);
        Lines++;
        Records += status == EveStatus.Ok ? 1 : 0;
        if (difference is null)
        {
            return;
        }

        DifferenceCount++;
        if (_differences.Count < MaxKept)
        {
            _differences.Add(new ParserDifference(number, difference));
        }
    }
}

/// <summary>One line that is not read alike.</summary>
/// <param name="Line">Number of the line, from 1, or the seed of a generated record.</param>
/// <param name="What">Who differs in what; holds text of the line, as long as it is and not made harmless.</param>
public sealed record ParserDifference(long Line, string What);
