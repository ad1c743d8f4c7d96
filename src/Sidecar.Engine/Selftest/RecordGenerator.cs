using System.Globalization;
using System.Text;

namespace Sidecar.Engine.Selftest;

/// <summary>
/// Writes records that are hard to read: wanted keys often, twice and escaped, values of every kind, and now and then
/// a mutation or a tear that may break the line. Two of three are plainer, compact and with each key once, as Suricata
/// writes them; and some have strings that reach over several blocks of 64 bytes. The seed decides everything.
/// </summary>
internal sealed class RecordGenerator
{
    private static readonly string[] s_numbers =
    [
        "0", "-0", "1", "443", "9223372036854775807", "-9223372036854775808", "9223372036854775808", "-9223372036854775809",
        "18446744073709551615", "1.0", "-1.5e3", "1E+2", "1e-2", "123456789012345678901234567890", "0.10", "1e999",
        "01", "-", "1.", ".5", "+1", "1e", "NaN", "0x10",
    ];

    private static readonly string[] s_texts =
    [
        "a", "", "curl/7.88", "10.0.0.1", "\\u0061", "\\u0000", "\\\"", "\\\\", "\\/", "\\n", "\\ud83d", "\\ude00", "\\ud83d\\ude00", "\\uD800\\u0041",
        "é", "€", "😀", "\u007f", "<script>", "{\\\"timestamp\\\":\\\"", "[", "}", ",", ":", "\\x", "\\u12g4", "\t",
    ];

    private static readonly string[] s_otherKeys = ["", "x", "payload", "timestam", "timestamp2", "é", "\\ud83d", "\\u0000"];

    /// <summary>What long strings are made of: runs that a scan of blocks may lose count of.</summary>
    private static readonly string[] s_repeated = ["x", "\\\\", "\\\"", "\\u0041", ",", ":", "{", "]", "é", "\\n ", "0"];

    private const string MutationBytes = "\"\\{}[]:,0-.eEtn u\0\n\u0080\u00c3\u00ff";

    private readonly Random _random;
    private readonly ILookup<string, string> _stepsBelow;
    private readonly List<byte> _line = [];
    private readonly bool _isUsual;

    public RecordGenerator(ILookup<string, string> stepsBelow, int seed)
    {
        _stepsBelow = stepsBelow;
        _random = new Random(seed);
        _isUsual = !OneIn(3);
    }

    /// <summary>For each prefix of the paths, the keys that lead on.</summary>
    public static ILookup<string, string> StepsBelow(IEnumerable<string> paths) =>
        paths.SelectMany(path => path.Replace("[]", ".[]", StringComparison.Ordinal).Split('.')
                .Select((step, i) => (Step: step, Prefix: string.Join('.', path.Replace("[]", ".[]", StringComparison.Ordinal).Split('.')[..i]))))
            .Distinct()
            .ToLookup(pair => pair.Prefix, pair => pair.Step);

    public byte[] Next()
    {
        WriteObject("", depth: 0);
        WriteSpace();
        for (int mutations = OneIn(3) ? _random.Next(1, 4) : 0; mutations > 0; mutations--)
            Mutate();
        return [.. _line];
    }

    private void WriteObject(string path, int depth)
    {
        string[] wanted = [.. _stepsBelow[path].Where(step => step != "[]")];
        int members = _random.Next(depth == 0 ? 8 : 4);
        var keys = new HashSet<string>();
        Write("{");
        for (int i = 0; i < members; i++)
        {
            bool isWanted = wanted.Length > 0 && !OneIn(4);
            string key = Pick(isWanted ? wanted : s_otherKeys);
            if (_isUsual && (!keys.Add(key) || key.Contains('\\', StringComparison.Ordinal)))
                key = $"k{i}";
            WriteSpace();
            Write("\"" + (isWanted && !_isUsual && OneIn(6) ? Escaped(key) : key) + "\"");
            WriteSpace();
            Write(":");
            WriteValue(path.Length == 0 ? key : $"{path}.{key}", depth + 1);
            Write(i < members - 1 ? "," : "");
        }

        WriteSpace();
        Write("}");
    }

    private void WriteArray(string path, int depth)
    {
        int elements = _random.Next(4);
        Write("[");
        for (int i = 0; i < elements; i++)
        {
            WriteValue(path + ".[]", depth + 1);
            Write(i < elements - 1 ? "," : "");
        }

        WriteSpace();
        Write("]");
    }

    private void WriteValue(string path, int depth)
    {
        WriteSpace();
        bool leadsOn = _stepsBelow[path].Any() && (_isUsual || !OneIn(4));
        if (leadsOn || (depth < 6 && OneIn(6)))
        {
            if (leadsOn ? _stepsBelow[path].Contains("[]") : OneIn(2))
                WriteArray(path, depth);
            else
                WriteObject(path, depth);
        }
        else
            WriteScalar();
        WriteSpace();
    }

    private void WriteScalar()
    {
        switch (_random.Next(8))
        {
            case 0: Write("null"); break;
            case 1: Write(OneIn(2) ? "true" : "false"); break;
            case 2: Write(_random.NextInt64(long.MinValue, long.MaxValue).ToString(CultureInfo.InvariantCulture)); break;
            case 3: Write(s_numbers[_random.Next(OneIn(10) ? s_numbers.Length : s_numbers.Length - 8)]); break;
            default:
                Write("\"");
                for (int pieces = _random.Next(4); pieces > 0; pieces--)
                    WriteText();
                Write("\"");
                break;
        }
    }

    private void WriteText()
    {
        if (OneIn(20))
            Write(string.Concat(Enumerable.Repeat(Pick(s_repeated), _random.Next(150))));
        else if (OneIn(30))
            for (int bytes = _random.Next(1, 5); bytes > 0; bytes--)
                _line.Add((byte)_random.Next(0x80, 0x100));
        else
            Write(s_texts[_random.Next(OneIn(20) ? s_texts.Length : s_texts.Length - 3)]);
    }

    private void Mutate()
    {
        int at = _random.Next(_line.Count + 1);
        int length = _random.Next(_line.Count - at + 1);
        switch (_random.Next(6))
        {
            case 0: _line.Insert(at, (byte)Pick(MutationBytes.ToCharArray())); break;
            case 1 when at < _line.Count: _line[at] = (byte)Pick(MutationBytes.ToCharArray()); break;
            case 2 when at < _line.Count: _line.RemoveAt(at); break;
            case 3: _line.RemoveRange(at, length); break;
            case 4: _line.InsertRange(at, _line.GetRange(_random.Next(at + 1), Math.Min(length, at) / 2)); break;
            case 5 when at < _line.Count: _line[at] ^= (byte)(1 << _random.Next(8)); break;
        }
    }

    private string Escaped(string key)
    {
        int at = _random.Next(key.Length);
        return key[..at] + "\\u" + ((int)key[at]).ToString(OneIn(2) ? "x4" : "X4", CultureInfo.InvariantCulture) + key[(at + 1)..];
    }

    private void WriteSpace()
    {
        if (!_isUsual && OneIn(12))
            Write(Pick([" ", "\t", "\r", "\n", "  "]));
    }

    private void Write(string text) => _line.AddRange(Encoding.UTF8.GetBytes(text));

    private bool OneIn(int n) => _random.Next(n) == 0;

    private T Pick<T>(T[] from) => from[_random.Next(from.Length)];
}
