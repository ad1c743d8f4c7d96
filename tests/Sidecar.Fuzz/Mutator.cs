using System.Text;
using Sidecar.Engine.Selftest;

namespace Sidecar.Fuzz;

/// <summary>Makes one input: some lines out of the corpus or of the record generator, torn, spliced and mutated.</summary>
internal sealed class Mutator(Random random, Corpus corpus)
{
    private const int LongestInputBytes = 32 << 10;

    /// <summary>What a parser of EVE has special paths for.</summary>
    private static readonly byte[][] s_tokens = [.. new[]
    {
        "\n", "\r\n", "\"", "\\\"", "\\\\", "\\u0000", "\\ud83d", "\\u00", "{", "}", "[", "]", ":", ",", "{}", "[]", "null", "true", "false", "nul", "-", "0", "1e5", "-0.0",
        "9223372036854775808", "{\"timestamp\":\"", "\"event_type\":\"", "\"flow_id\":", "\"event_type\":\"stats\"", "\u00e9", "\u20ac", "\ud83d\ude00", " ", "\t", "\0", "\u007f",
    }.Select(Encoding.UTF8.GetBytes)];

    private readonly List<byte> _input = [];

    public byte[] Next()
    {
        for (int lines = random.Next(1, 5); lines > 0; lines--)
        {
            _input.AddRange(Line());
            if (lines > 1 || OneIn(2))
            {
                _input.Add((byte)'\n');
            }
        }

        for (int mutations = OneIn(3) ? 0 : random.Next(1, 9); mutations > 0; mutations--)
        {
            Mutate();
        }

        return [.. _input];
    }

    private ReadOnlySpan<byte> Line()
    {
        ReadOnlySpan<byte> line = OneIn(2)
            ? corpus.Pick(random)
            : new RecordGenerator(OneIn(2) ? StreamCheck.EngineSteps : StreamCheck.TightSteps, random.Next()).Next();
        // Now and then the head of a record, into whose middle the next one then comes: as a partial send leaves it.
        return OneIn(8) ? line[..random.Next(line.Length + 1)] : line;
    }

    private void Mutate()
    {
        int at = random.Next(_input.Count + 1);
        int length = Math.Min(_input.Count - at, OneIn(4) ? random.Next(_input.Count + 1) : random.Next(16));
        switch (random.Next(9))
        {
            case 0:
                _input.Insert(at, (byte)random.Next(256));
                break;
            case 1 when length > 0:
                _input[at] = (byte)random.Next(256);
                break;
            case 2 when length > 0:
                _input[at] ^= (byte)(1 << random.Next(8));
                break;
            case 3:
                _input.RemoveRange(at, length);
                break;
            case 4:
                _input.InsertRange(at, s_tokens[random.Next(s_tokens.Length)]);
                break;
            case 5 when length > 0:
                Repeat(at, length);
                break;
            case 6:
                Splice(at);
                break;
            case 7 when length > 0:
                byte[] token = s_tokens[random.Next(s_tokens.Length)];
                _input.RemoveRange(at, Math.Min(token.Length, length));
                _input.InsertRange(at, token);
                break;
        }
    }

    /// <summary>Long runs lose counts of blocks, depths and escapes.</summary>
    private void Repeat(int at, int length)
    {
        int times = Math.Min(OneIn(10) ? random.Next(2000) : random.Next(8), Math.Max(0, LongestInputBytes - _input.Count) / length);
        byte[] part = [.. _input.GetRange(at, length)];
        _input.InsertRange(at, Enumerable.Repeat(part, times).SelectMany(bytes => bytes));
    }

    private void Splice(int at)
    {
        ReadOnlySpan<byte> other = corpus.Pick(random);
        int from = random.Next(other.Length + 1);
        _input.InsertRange(at, other.Slice(from, random.Next(other.Length - from + 1)).ToArray());
    }

    private bool OneIn(int n) => random.Next(n) == 0;
}
