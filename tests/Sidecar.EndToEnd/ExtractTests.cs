using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Xunit;

namespace Sidecar.EndToEnd;

/// <summary>What extract finds beside what jq finds, byte for byte: jq knows the flows, the lines are the bytes of the input.</summary>
public sealed class ExtractTests : IDisposable
{
    private const string Agent = "python-requests/2.31.0";

    private static readonly string s_zstd = FixtureFiles.PathOf("golden", "scene.eve.ndjson.zst");
    private static readonly byte[] s_eve = Unpacked();

    private readonly string _folder = Directory.CreateTempSubdirectory("sidecar-extract-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("http-user-agent=python-requests/2.31.0", ".http.http_user_agent == \"python-requests/2.31.0\" and .event_type == \"http\"")]
    [InlineData("src-ip=10.1.2.66", ".src_ip == \"10.1.2.66\" and .event_type == \"flow\"")]
    [InlineData("dns-rrname=www.news.example", ".dns.rrname == \"www.news.example\" and .dns.type == \"query\"")]
    public void A_key_brings_what_jq_selects_by_flow_id(string key, string program)
    {
        byte[] expected = Expected(program);
        Assert.NotEmpty(expected);
        string gzip = PathOf("eve.json.gz");
        using (GZipStream stream = new(File.Create(gzip), CompressionLevel.Fastest))
            stream.Write(s_eve);
        Equal(expected, Extract(["--key", key, s_zstd]));
        Equal(expected, Extract(["--key", key, gzip]));
        Equal(expected, Extract(["--key", key, "-"], s_eve));
    }

    [Fact]
    public void The_verdicts_of_a_replay_bring_the_records_behind_them()
    {
        string verdicts = PathOf("verdicts.ndjson");
        Assert.Equal(0, SidecarProcess.Run(["replay", "--quiet", "--verdicts", verdicts, s_zstd]).ExitCode);
        string[] keys = Encoding.UTF8.GetString(Jq.Run("select(.event_type==\"heavy_hitter\").heavy_hitter|\"\\(.view)=\\(.key)\"", File.ReadAllBytes(verdicts), "-r"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Distinct().ToArray();
        Assert.Contains($"http-user-agent={Agent}", keys);
        string flows = string.Join(',', Encoding.UTF8.GetString(Jq.Run("select(.event_type==\"heavy_hitter\").heavy_hitter.flow_ids[]", File.ReadAllBytes(verdicts)))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Distinct());
        byte[] expected = Extract([.. keys.SelectMany(key => (string[])["--key", key]), "--flow-id", flows, s_zstd]);
        Equal(expected, Extract(["--verdicts", verdicts, s_zstd]));
        Equal(expected, Extract(["--verdict", "-", s_zstd], File.ReadAllBytes(verdicts)));
        Equal(expected, Extract(["--verdicts", verdicts, "-"], s_eve));
        Assert.InRange(expected.Length, 100_000, s_eve.Length - 100_000);
    }

    [Fact]
    public void Flow_ids_bring_their_records_at_once_out_of_a_pipe_that_goes_on()
    {
        string[] flows = Encoding.UTF8.GetString(Jq.Run("select(.event_type==\"alert\").flow_id", s_eve)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        byte[] expected = Expected(".event_type == \"alert\"");
        Equal(expected, Extract(["--flow-id", string.Join(',', flows), s_zstd]));
        // The writer stays until what was found is there.
        string first = Encoding.UTF8.GetString(expected).Split('\n')[0];
        Finished finished = Shell(
            $"cd '{_folder}'; (echo '{first}'; i=0; while [ ! -s found ] && [ $i -lt 100 ]; do sleep 0.1; i=$((i+1)); done; [ ! -s found ] || echo there >&2) "
            + $"| '{SidecarProcess.Binary()}' extract --quiet --flow-id {flows[0]} - > found; cat found");
        Assert.Equal((first + "\n", "there\n"), (finished.Text, finished.Talk));
    }

    [Fact]
    public void Flows_are_lines_as_eve2filter_reads_them()
    {
        Finished finished = SidecarProcess.Run(["extract", "--eve2filter", "--key", $"http-user-agent={Agent}", s_zstd]);
        Assert.Equal(0, finished.ExitCode);
        // One for each flow of the records, with what the flow's own record says.
        byte[] records = Extract(["--key", $"http-user-agent={Agent}", s_zstd]);
        byte[] expected = Jq.Run("select(.event_type==\"flow\")|[.flow_id,.src_ip,.src_port,.dest_ip,.dest_port,.proto,.flow.start,.flow.end]", records, "-c");
        Assert.Equal(300, expected.Count(symbol => symbol == '\n'));
        Equal(expected, Jq.Run("select(.event_type==\"alert\")|[.flow_id,.src_ip,.src_port,.dest_ip,.dest_port,.proto,.flow.start,.flow.end]", finished.Output, "-c"));
    }

    [Fact]
    public void The_summary_says_what_came_and_what_was_kept_by_type()
    {
        Finished finished = SidecarProcess.Run(["extract", "--key", $"http-user-agent={Agent}", "-"], [.. s_eve, .. "torn\n"u8]);
        Assert.Equal(0, finished.ExitCode);
        Assert.Equal(
            """
            records  9,731 received = 9,730 parsed + 1 rejected (1 NotAnObject)
            read     3,093 http, 3,023 fileinfo, 1,782 flow, 1,358 dns, 472 tls, 1 alert, 1 stats
            kept     3,300 records of 300 flows: 1,500 http, 1,500 fileinfo, 300 flow

            """, finished.Talk);
        finished = SidecarProcess.Run(["extract", "--quiet", "--flow-id", "1", "-"], [.. s_eve, .. "torn\n"u8]);
        Assert.Equal((0, "", "eve-sidecar: 1 of 9731 lines are no EVE records: 1 NotAnObject\n"), (finished.ExitCode, finished.Text, finished.Talk));
    }

    [Fact]
    public void What_is_nowhere_is_named_with_its_escapes()
    {
        Finished finished = SidecarProcess.Run(["extract", "--key", $"http-user-agent={Agent}", "--key", "http-user-agent=Python\\u202e", "--key", "tls-sni=\\u001b[2J", "--json-key", "--flow-id", "7,6", "-"], s_eve);
        Assert.Equal(0, finished.ExitCode);
        Assert.EndsWith("""
            kept     3,300 records of 300 flows: 1,500 http, 1,500 fileinfo, 300 flow
            missing  http-user-agent="Python\u202e", tls-sni="\u001b[2J", flow_id 6, flow_id 7

            """, finished.Talk, StringComparison.Ordinal);
        finished = SidecarProcess.Run(["extract", "--flow-id", "1,2,3,4,5,6,7", s_zstd]);
        Assert.EndsWith("missing  flow_id 1, flow_id 2, flow_id 3, flow_id 4, flow_id 5 and 2 more\n", finished.Talk, StringComparison.Ordinal);
    }

    [Fact]
    public void What_may_be_missing_is_said()
    {
        Finished finished = SidecarProcess.Run(["extract", "--quiet", "--open-flows", "10", "--key", $"http-user-agent={Agent}", s_zstd]);
        Assert.Equal(0, finished.ExitCode);
        Assert.Matches("^eve-sidecar: [0-9,]+ flows were forgotten to make room for others: raise --open-flows\n$", finished.Talk);
        finished = SidecarProcess.Run(["extract", "--quiet", "--open-flows", "10", "--key", "dest-ip=10.1.0.53", "-"], s_eve);
        Assert.Contains("records were given up before their flow was known to be wanted or not", finished.Talk, StringComparison.Ordinal);
    }

    [Fact]
    public void A_view_of_ones_own_has_keys_too()
    {
        string config = PathOf("sidecar.yaml");
        File.WriteAllText(config, "views:\n  - name: url\n    kind: actor\n    effect: mark\n    records: http\n    key: http.hostname + http.url\n    distinct: [src_ip]\n    sums: [flows]\n");
        string key = Encoding.UTF8.GetString(Jq.Run("select(.event_type==\"http\")|\"\\(.http.hostname)|\\(.http.url)\"", s_eve, "-r")).Split('\n')[0];
        Finished finished = SidecarProcess.Run(["extract", "-c", config, "--key", $"url={key}", s_zstd]);
        Assert.True(finished.ExitCode == 0, finished.Talk);
        Assert.NotEmpty(finished.Output);
    }

    [Fact]
    public void A_key_may_be_given_as_verdicts_print_it()
    {
        byte[] line = [.. "{\"timestamp\":\"2026-01-05T08:00:00.000000+0000\",\"flow_id\":5,\"event_type\":\"http\",\"http\":{\"hostname\":\"a\\u001b\\u202e\"}}\n"u8];
        Equal(line, Extract(["--json-key", "--key", "http-hostname=a\\u001b\\u202e", "-"], line));
        Equal([], Extract(["--key", "http-hostname=a\\u001b\\u202e", "-"], line));
    }

    [Fact]
    public void A_reader_that_has_enough_ends_it_quietly_and_a_full_disk_does_not()
    {
        Finished finished = Shell($"('{SidecarProcess.Binary()}' extract --quiet --key 'src-ip=10.1.2.66' '{s_zstd}'; echo $? >&2) | head -n 1");
        Assert.Equal("0\n", finished.Talk);
        Assert.Single(finished.Text.TrimEnd('\n').Split('\n'));
        finished = Shell($"'{SidecarProcess.Binary()}' extract --quiet --key 'src-ip=10.1.2.66' '{s_zstd}' > /dev/full");
        Assert.Equal(1, finished.ExitCode);
        Assert.Matches("^eve-sidecar: No space left on device", finished.Talk);
    }

    [Fact]
    public void At_a_terminal_control_characters_are_escaped()
    {
        File.WriteAllText(PathOf("eve.json"), "{\"flow_id\":5,\"x\":\"\u009b2J\u202e\"}");
        Finished finished = Shell($"cd '{_folder}'; script -qec \"'{SidecarProcess.Binary()}' extract --quiet --flow-id 5 eve.json\" /dev/null");
        Assert.Contains("""{"flow_id":5,"x":"\u009b2J\u202e"}""", finished.Text, StringComparison.Ordinal);
        Assert.DoesNotContain('\u009b', finished.Text);
    }

    [Theory]
    [InlineData("Nothing is wanted: give --flow-id, --key or --verdicts", "-")]
    [InlineData("--flow-id 'x' is no flow_id", "--flow-id", "1,x", "-")]
    [InlineData("--flow-id '' is no flow_id", "--flow-id", "1,", "-")]
    [InlineData("--flow-id '-1' is no flow_id", "--flow-id", "-1", "-")]
    [InlineData("--key tls-sni has no key: write VIEW=KEY", "--key", "tls-sni", "-")]
    [InlineData("there is no view 'sni', only http-user-agent, ", "--key", "sni=a", "-")]
    [InlineData("is no JSON string behind the =", "--json-key", "--key", "tls-sni=a\\", "-")]
    [InlineData("--open-flows must be at least 1", "--open-flows", "0", "--flow-id", "1", "-")]
    [InlineData("Standard input holds the verdicts or the records, not both", "--verdicts", "-", "-")]
    [InlineData("there is no option 'learning.nonsense'", "--set", "learning.nonsense=1", "--flow-id", "1", "-")]
    [InlineData("There is no option --nonsense", "--flow-id", "1", "--nonsense", "-")]
    [InlineData("There is no option --keys", "--keys", "tls-sni=a", "-")]
    [InlineData("Required argument missing", "--flow-id", "1")]
    public void Wrong_usage_ends_with_2_and_names_what_is_wrong(string message, params string[] arguments)
    {
        Finished finished = SidecarProcess.Run(["extract", .. arguments], []);
        Assert.Equal(2, finished.ExitCode);
        Assert.Contains(message, finished.Talk, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Could not find file", "--flow-id", "1", "/nowhere.json")]
    [InlineData("holds no verdict", "--flow-id", "1", "--verdicts", "/dev/null", "-")]
    [InlineData("is a folder", "--key", "tls-sni=a", "/tmp")]
    public void An_input_that_fails_ends_with_1_and_is_named(string message, params string[] arguments)
    {
        Finished finished = SidecarProcess.Run(["extract", .. arguments], []);
        Assert.Equal(1, finished.ExitCode);
        Assert.Contains(message, Assert.Single(finished.Talk.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_but_noise_ends_with_1() =>
        Assert.Equal(1, SidecarProcess.Run(["extract", "--flow-id", "1", "-"], "x\n"u8.ToArray()).ExitCode);

    [Fact]
    public void It_helps_with_an_example() =>
        Assert.Contains("Example: eve-sidecar extract ", SidecarProcess.Run(["extract", "--help"]).Text, StringComparison.Ordinal);

    /// <summary>The lines of the scene whose flow_id a record has that jq selects.</summary>
    private static byte[] Expected(string program)
    {
        HashSet<string> flows = [.. Encoding.UTF8.GetString(Jq.Run($"select({program}).flow_id", s_eve)).Split('\n', StringSplitOptions.RemoveEmptyEntries)];
        IEnumerable<string> lines = Encoding.UTF8.GetString(s_eve).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => JsonDocument.Parse(line).RootElement.TryGetProperty("flow_id", out JsonElement id) && flows.Contains(id.GetRawText()));
        return Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n")));
    }

    private static byte[] Extract(string[] arguments, byte[]? input = null)
    {
        Finished finished = SidecarProcess.Run(["extract", "--quiet", .. arguments], input);
        Assert.True(finished.ExitCode == 0, finished.Talk);
        Assert.Equal("", finished.Talk);
        return finished.Output;
    }

    private string PathOf(string name) => Path.Combine(_folder, name);

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
}
