using System.Diagnostics;

namespace Sidecar.Fuzz;

/// <summary>Null when all is right; else what is wrong.</summary>
/// <param name="lines">Takes the records that the input holds.</param>
internal delegate string? InputCheck(byte[] input, Random random, List<FuzzLine> lines);

/// <summary>One record of an input, and what it made the readers do, as far as it shows from outside.</summary>
/// <param name="Trait">Status, who read it, what it is made of; a line with a new one is kept.</param>
internal readonly record struct FuzzLine(byte[] Bytes, int Trait);

/// <summary>
/// Inputs without end, until one fails: mutations of the corpus and of generated records. Guided by what the readers say
/// of an input, not by the coverage of their code: that would need every build instrumented, and a record of hard bytes
/// reaches the corners of a parser of this size without it.
/// </summary>
internal sealed class FuzzRun(int seed, Corpus corpus, InputCheck check)
{
    private static readonly TimeSpan s_between = TimeSpan.FromSeconds(30);

    private readonly List<FuzzLine> _lines = [];

    public long Cases { get; private set; }

    public long Records { get; private set; }

    public string? Failure { get; private set; }

    public byte[] FailingInput { get; private set; } = [];

    /// <returns>Whether nothing failed.</returns>
    public bool Run(TimeSpan time, long cases, Action<string> say)
    {
        Stopwatch watch = Stopwatch.StartNew();
        TimeSpan next = s_between;
        while (Cases < cases && watch.Elapsed < time)
        {
            Random random = new(unchecked(seed + (int)Cases++));
            byte[] input = new Mutator(random, corpus).Next();
            Failure = Check(input, random);
            if (Failure is not null)
            {
                FailingInput = input;
                return false;
            }

            if (watch.Elapsed >= next)
            {
                next += s_between;
                say($"{watch.Elapsed:hh\\:mm\\:ss} {Cases} cases, {Records} records, {corpus.Found} lines of a new kind");
            }
        }

        return true;
    }

    private string? Check(byte[] input, Random random)
    {
        try
        {
            _lines.Clear();
            string? failure = check(input, random, _lines);
            Records += _lines.Count;
            _lines.ForEach(line => corpus.Offer(line.Bytes, line.Trait));
            return failure;
        }
        catch (Exception e)
        {
            // Bad input is a value: whatever is thrown is a fault, and the input is what it was found for.
            return e.ToString();
        }
    }
}
