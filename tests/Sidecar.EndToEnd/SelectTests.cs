using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Xunit;

namespace Sidecar.EndToEnd;

/// <summary>What select prints beside what jq prints, byte for byte.</summary>
public sealed class SelectTests : IDisposable
{
    private const string Fields = "timestamp,flow_id,event_type,src_ip,src_port,flow.bytes_toserver,http.http_user_agent,dns.queries[].rrname,alert.signature";

    private static readonly string s_zstd = FixtureFiles.PathOf("golden", "scene.eve.ndjson.zst");
    private static readonly byte[] s_eve = Unpacked();

    private readonly string _folder = Directory.CreateTempSubdirectory("sidecar-select-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Every_field_of_real_records_is_what_jq_prints()
    {
        // Some records of each type, and of them all that a path can name, objects and arrays too.
        string[] lines = [.. Encoding.UTF8.GetString(s_eve).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .GroupBy(line => JsonDocument.Parse(line).RootElement.GetProperty("event_type").GetString()).SelectMany(type => type.Take(40))];
        byte[] eve = Encoding.UTF8.GetBytes(string.Join('\n', lines));
        string[] paths = [.. lines.SelectMany(Paths).Distinct()];
        Assert.InRange(paths.Length, 150, 10_000);
        foreach (string[] fields in paths.Chunk(100))
        {
            Equal(Jq.Run(Jq.Tsv(fields), eve, "-r"), Select(eve, string.Join(',', fields)));
            Equal(Jq.Run(Jq.Json(fields), eve, "-c"), Select(eve, string.Join(',', fields), "--json"));
        }
    }

    [Fact]
    public void Strings_that_are_hard_to_print_are_what_jq_prints()
    {
        byte[] hard = HardStrings(new Random(17), 5000);
        Equal(Jq.Run(Jq.Tsv(["a", "b.c"]), hard, "-r"), Select(hard, "a,b.c"));
        Equal(Jq.Run(Jq.Json(["a", "b.c"]), hard, "-c"), Select(hard, "a,b.c", "--json"));
    }

    [Fact]
    public void Numbers_are_what_jq_prints()
    {
        // From 1.7 on jq keeps what is unusual in a number as it is written; the unit tests know what 1.6 printed for it.
        bool alsoUnusual = Encoding.UTF8.GetString(Jq.Run(".", "1e3"u8.ToArray())) == "1000\n";
        byte[] numbers = Encoding.UTF8.GetBytes(string.Concat(Numbers(new Random(19), 50_000, alsoUnusual).Select(number => $"{{\"a\":{number}}}\n")));
        Equal(Jq.Run(Jq.Tsv(["a"]), numbers, "-r"), Select(numbers, "a"));
    }

    [Theory]
    [InlineData("event_type=http", ".event_type==\"http\"")]
    [InlineData("dest_port=80", ".dest_port==80")]
    [InlineData("flow.alerted=true", ".flow.alerted==true")]
    [InlineData("http=null", ".http==null")]
    public void A_condition_is_what_jq_selects(string condition, string program)
    {
        byte[] expected = Jq.Run($"select({program})|{Jq.Tsv(Fields.Split(','))}", s_eve, "-r");
        Assert.NotEmpty(expected);
        Equal(expected, Select(s_eve, Fields, "--where", condition));
    }

    [Fact]
    public void Packed_files_and_standard_input_are_read_like_plain_ones()
    {
        string plain = Path.Combine(_folder, "eve.json");
        File.WriteAllBytes(plain, s_eve);
        string gzip = Path.Combine(_folder, "eve.json.gz");
        using (GZipStream stream = new(File.Create(gzip), CompressionLevel.Fastest))
            stream.Write(s_eve);
        byte[] expected = Select(s_eve, Fields);
        foreach (string file in (string[])[plain, gzip, s_zstd])
            Equal(expected, SidecarProcess.Run(["select", Fields, file]).Output);
        Equal([.. expected, .. expected, .. expected], SidecarProcess.Run(["select", Fields, gzip, "-", plain], s_eve).Output);
    }

    [Fact]
    public void Lines_that_are_no_records_are_one_line_of_talk()
    {
        Finished finished = SidecarProcess.Run(["select", "a", "-"], "{\"a\":1}\nx\n{\"a\":2\n"u8.ToArray());
        Assert.Equal((0, "1\n"), (finished.ExitCode, finished.Text));
        Assert.Equal("eve-sidecar: 2 of 3 lines are no EVE records: 1 NotAnObject, 1 Truncated\n", finished.Talk);
        Assert.Equal(1, SidecarProcess.Run(["select", "a", "-"], "x\n"u8.ToArray()).ExitCode);
        Assert.Equal(0, SidecarProcess.Run(["select", "a", "-"], []).ExitCode);
    }

    [Fact]
    public void A_reader_that_has_enough_ends_it_quietly()
    {
        string big = Path.Combine(_folder, "big.json");
        using (FileStream stream = File.Create(big))
            for (int i = 0; i < 20; i++)
                stream.Write(s_eve);
        Finished finished = Shell($"('{SidecarProcess.Binary()}' select {Fields} '{big}'; echo $? >&2) | head -n 1");
        Assert.Equal("0\n", finished.Talk);
        Assert.Single(finished.Text.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public void What_others_write_to_the_same_file_stays()
    {
        string file = Path.Combine(_folder, "shared.txt");
        File.WriteAllText(Path.Combine(_folder, "eve.json"), "{\"a\":1}\n");
        Shell($"cd '{_folder}'; (echo before; '{SidecarProcess.Binary()}' select a eve.json; echo behind) > shared.txt");
        Assert.Equal("before\n1\nbehind\n", File.ReadAllText(file));
    }

    [Fact]
    public void A_full_disk_is_an_error()
    {
        Finished finished = Shell($"'{SidecarProcess.Binary()}' select {Fields} '{s_zstd}' > /dev/full");
        Assert.Equal(1, finished.ExitCode);
        Assert.Contains("No space left on device", Assert.Single(finished.Talk.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public void At_a_terminal_control_characters_are_escaped()
    {
        File.WriteAllText(Path.Combine(_folder, "eve.json"), """{"a":"\u001b[2J\u202e"}""");
        Finished finished = Shell($"cd '{_folder}'; script -qec \"'{SidecarProcess.Binary()}' select a eve.json\" /dev/null");
        Assert.Equal("""\u001b[2J\u202e""", finished.Text.TrimEnd());
        Equal("\u001b[2J\u202e\n"u8.ToArray(), SidecarProcess.Run(["select", "a", Path.Combine(_folder, "eve.json")]).Output);
    }

    [Theory]
    [InlineData("Field path '' is refused", "src_ip,,dest_ip")]
    [InlineData("Field path 'dns.queries[0].rrname' is refused", "src_ip,dns.queries[0].rrname")]
    [InlineData("--where b has no value", "a", "--where", "b")]
    [InlineData("Field path 'b..c' is refused", "a", "--where", "b..c=1")]
    [InlineData("--json and --tsv exclude each other", "a", "--json", "--tsv")]
    public void Wrong_usage_ends_with_2_and_names_what_is_wrong(string message, params string[] arguments)
    {
        Finished finished = SidecarProcess.Run(["select", .. arguments, "-"], []);
        Assert.Equal(2, finished.ExitCode);
        Assert.Contains(message, finished.Talk, StringComparison.Ordinal);
    }

    [Fact]
    public void It_helps_with_an_example() =>
        Assert.Contains("Example: ", SidecarProcess.Run(["select", "--help"]).Text, StringComparison.Ordinal);

    private static byte[] Select(byte[] eve, string fields, params string[] options)
    {
        Finished finished = SidecarProcess.Run(["select", fields, "-", .. options], eve);
        Assert.True(finished.ExitCode == 0, finished.Talk);
        Assert.Equal("", finished.Talk);
        return finished.Output;
    }

    private static Finished Shell(string script) => SidecarProcess.RunProgram("sh", ["-c", script]);

    /// <summary>Not of two arrays: of ten megabytes it would show the first difference as a number.</summary>
    private static void Equal(byte[] expected, byte[] actual)
    {
        if (!expected.AsSpan().SequenceEqual(actual))
            Assert.Equal(Encoding.Latin1.GetString(expected), Encoding.Latin1.GetString(actual));
    }

    private static byte[] Unpacked()
    {
        using ZstdSharp.DecompressionStream stream = new(File.OpenRead(s_zstd));
        using MemoryStream unpacked = new();
        stream.CopyTo(unpacked);
        return unpacked.ToArray();
    }

    private static IEnumerable<string> Paths(string line) => Paths("", JsonDocument.Parse(line).RootElement);

    private static IEnumerable<string> Paths(string path, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().Where(member => member.Name.Length > 0 && !member.Name.AsSpan().ContainsAny(".,[]"))
            .Select(member => (Path: path.Length == 0 ? member.Name : $"{path}.{member.Name}", member.Value))
            .SelectMany(member => Paths(member.Path, member.Value).Prepend(member.Path)),
        JsonValueKind.Array when value.GetArrayLength() > 0 => Paths($"{path}[]", value[0]).Prepend($"{path}[]"),
        _ => [],
    };

    private static byte[] HardStrings(Random random, int count)
    {
        // No lone high surrogate: jq calls it a parse error and stops.
        string[] written =
        [
            "a", "flow", " ", "\\t", "\\n", "\\r", "\\\\", "\\\"", "\\/", "\\b", "\\f", "\\u0000", "\\u0001", "\\u001b", "\\u007f", "\\u0080",
            "\\ude00", "\\ud83d\\ude00", "\\u00e9", "\\u20ac", "\\uFFFE", "\\u2028", "\u007f", "é", "€", "😀", "<&>'",
        ];
        List<byte> lines = [];
        for (int i = 0; i < count; i++)
            lines.AddRange([.. "{\"a\":\""u8, .. String(), .. "\",\"b\":{\"c\":\""u8, .. String(), .. "\"}}\n"u8]);
        return [.. lines];

        byte[] String()
        {
            List<byte> text = [];
            for (int parts = random.Next(12); parts > 0; parts--)
            {
                if (random.Next(4) == 0)
                    text.Add((byte)random.Next(0x80, 0x100));
                else
                    text.AddRange(Encoding.UTF8.GetBytes(written[random.Next(written.Length)]));
            }

            return [.. text];
        }
    }

    private static IEnumerable<string> Numbers(Random random, int count, bool alsoUnusual)
    {
        for (int i = 0; i < count; i++)
        {
            double any = BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue));
            yield return random.Next(alsoUnusual ? 8 : 2) switch
            {
                0 => random.NextInt64(-1L << 53, 1L << 53).ToString(CultureInfo.InvariantCulture),
                1 => string.Create(CultureInfo.InvariantCulture, $"{random.Next(1000)}.{random.Next(1000)}{random.Next(1, 10)}"),
                2 => random.NextInt64(long.MinValue, long.MaxValue).ToString(CultureInfo.InvariantCulture),
                3 => random.NextInt64(1L << 52, 1L << 55).ToString(CultureInfo.InvariantCulture),
                4 => $"{random.Next(1, 100_000)}{new string('0', random.Next(20))}",
                5 => string.Create(CultureInfo.InvariantCulture, $"{random.Next(1000)}.{random.Next(1_000_000):000000}e{random.Next(-12, 25)}"),
                6 => string.Create(CultureInfo.InvariantCulture, $"-0.{new string('0', random.Next(8))}{random.Next(1, 100_000)}"),
                _ => double.IsFinite(any) ? any.ToString("E16", CultureInfo.InvariantCulture) : "1e999",
            };
        }
    }
}
