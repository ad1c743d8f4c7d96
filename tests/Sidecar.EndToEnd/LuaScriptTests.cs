using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Xunit;

namespace Sidecar.EndToEnd;

/// <summary>
/// The Lua output scripts give the sidecar what Suricata's own EVE gives it, by each way out, on the version of Suricata at
/// hand, and never let Suricata wait.
/// </summary>
public sealed class LuaScriptTests : IDisposable
{
    private static readonly string Scene = FixtureFiles.PathOf("scene.pcap");

    /// <summary>What Lua is told, by event type; the rest of EVE it cannot know.</summary>
    private static readonly Dictionary<string, string[]> Told = new()
    {
        ["flow"] =
        [
            "src_port", "dest_port", "app_proto", "flow.pkts_toserver", "flow.pkts_toclient", "flow.bytes_toserver", "flow.bytes_toclient", "flow.start", "flow.end", "flow.alerted",
        ],
        ["http"] = ["timestamp", "http.hostname", "http.url", "http.http_user_agent", "http.http_refer"],
        ["tls"] = ["timestamp", "tls.sni", "tls.version", "tls.ja3.hash", "tls.ja3s.hash"],
    };

    private static readonly string[] ToldAlways = ["flow_id", "event_type", "src_ip", "dest_ip", "proto"];

    private readonly string _folder = Directory.CreateTempSubdirectory("sidecar-lua-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Each_record_says_what_the_record_of_the_eve_log_says()
    {
        string lua = PathOf("lua.json");
        LuaSuricata suricata = LuaSuricata.Read(Scene, _folder, lua);
        AssertSame(suricata.Eve, lua);
        Assert.Equal((5347, 0), (suricata.Records, suricata.Lost));
    }

    [Fact]
    public void Verdicts_are_those_of_the_eve_log()
    {
        string lua = PathOf("lua.json");
        LuaSuricata suricata = LuaSuricata.Read(Scene, _folder, lua);
        AssertTold(Verdicts(SidecarProcess.Run(["replay", suricata.Eve]).Balanced().Text));
        AssertTold(Verdicts(SidecarProcess.Run(["replay", lua]).Balanced().Text));

        JsonElement byLua = Playbook(lua);
        JsonElement byEve = Playbook(FixtureFiles.PathOf("golden", "scene.eve.ndjson.zst"));
        foreach (string figure in (string[])["keys", "transactions", "flows", "joined", "profile", "clusters"])
            Assert.True(JsonElement.DeepEquals(byEve.GetProperty(figure), byLua.GetProperty(figure)), figure);
    }

    /// <summary>
    /// One Suricata, both outputs. Two things differ, which no script can change: three connections, each in order, whose
    /// records the test puts into one as they come, on a busy machine minutes of the scene apart; and the time of a flow record,
    /// which EVE has of its writing and Lua of the flow's last packet. With the records of the eve-log in the order of Lua's, and
    /// their flow records at flow.end, nothing else may differ: each verdict is the same, byte for byte.
    /// </summary>
    [Fact]
    public void In_the_same_order_verdicts_over_the_socket_are_to_the_byte_those_of_the_eve_log()
    {
        string sent = PathOf("sent.json"), between = PathOf("between.sock");
        using SidecarProcess sidecar = SidecarProcess.Start("--set", "verdicts.stats-interval=0");
        using VerdictClient reader = new(sidecar.VerdictSocket);
        sidecar.WaitForReaders(1);
        LuaSuricata suricata;
        using (LineMerge merge = new(between, sidecar.EveSocket, sent, connections: 3))
        {
            suricata = LuaSuricata.Read(Scene, _folder, between, wait: 20);
            merge.WaitForEnd();
        }

        Assert.Equal((5347, 0), (suricata.Records, suricata.Lost));
        Assert.Equal(5347, sidecar.Stop().Balanced().Parsed);
        string ordered = PathOf("ordered.json");
        File.WriteAllLines(ordered, InOrderOf(File.ReadLines(sent), File.ReadLines(suricata.Eve)));
        IReadOnlyList<string> byLua = reader.Lines(), byEve = VerdictSchema.Check(SidecarProcess.Run(["replay", "--verdicts", "-", ordered]).Balanced().Text);
        Assert.Contains(Verdicts(string.Join('\n', byLua)), verdict => verdict.StartsWith("\"exclude\" \"http-user-agent\" \"python-requests", StringComparison.Ordinal));
        Assert.Equal(byEve, byLua);
    }

    /// <summary>
    /// The project's bound: a third of what the eve-log of all types takes, that of Suricata 7, whose records are the shorter
    /// ones.
    /// </summary>
    [Fact]
    public void All_records_take_a_third_of_the_bytes_of_the_whole_eve_log()
    {
        string lua = PathOf("lua.json"), eve = PathOf("all");
        LuaSuricata.Read(Scene, _folder, lua);
        SuricataRunner.ReadPcap(Scene, File.ReadAllText(FixtureFiles.PathOf("scene.rules")), Directory.CreateDirectory(eve).FullName, Path.Combine(eve, "eve.json"));
        long whole = File.ReadLines(Path.Combine(eve, "eve.json")).Where(line => !line.Contains("\"event_type\":\"anomaly\"", StringComparison.Ordinal)).Sum(line => (long)Encoding.UTF8.GetByteCount(line) + 1);
        Assert.InRange((double)new FileInfo(lua).Length / whole, 0.25, 1 / 3.0);
    }

    [Fact]
    public void Any_byte_of_a_user_agent_becomes_what_the_eve_log_makes_of_it()
    {
        string pcap = PathOf("strange.pcap"), lua = PathOf("lua.json");
        byte[][] strange = StrangeBytes();
        HttpPcap.Write(pcap, strange);
        LuaSuricata suricata = LuaSuricata.Read(pcap, _folder, lua);
        AssertSame(suricata.Eve, lua);
        string[] agents = [.. File.ReadLines(lua).Select(Parse).Select(record => Field(record, "http.http_user_agent")).OfType<string>()];
        Assert.Equal(strange.Length, agents.Length);
        Assert.Contains("\"a\\u0000b\"", agents);

        Finished selected = SidecarProcess.Run(["select", "http.http_user_agent", lua, "--where", "event_type=http", "--json"]);
        Assert.Equal(0, selected.ExitCode);
        Assert.Equal(strange.Length, selected.Text.TrimEnd('\n').Split('\n').Length);
    }

    [Fact]
    public void Over_the_socket_each_record_arrives_when_Suricata_may_wait()
    {
        using SidecarProcess sidecar = SidecarProcess.Start();
        LuaSuricata suricata = LuaSuricata.Read(Scene, _folder, sidecar.EveSocket, wait: 20);
        Assert.Equal((5347, 0), (suricata.Records, suricata.Lost));
        Finished finished = sidecar.Stop().Balanced();
        Assert.Equal((5347, 5347), (finished.Received, finished.Parsed));
    }

    /// <summary>With a backlog of none, two of the three scripts find it full; nobody accepts, so nobody reads either.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(8)]
    public void What_a_reader_of_the_socket_does_not_take_is_lost_and_counted_and_the_rest_is_whole(int backlog)
    {
        using Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { Blocking = false };
        listener.Bind(new UnixDomainSocketEndPoint(PathOf("eve.sock")));
        listener.Listen(backlog);
        LuaSuricata suricata = LuaSuricata.Read(Scene, _folder, PathOf("eve.sock"));

        StringBuilder taken = new();
        while (listener.Poll(0, SelectMode.SelectRead))
        {
            using Socket connection = listener.Accept();
            connection.Blocking = true;
            using StreamReader reader = new(new NetworkStream(connection));
            taken.Append(WholeLines(reader.ReadToEnd()));
        }

        string[] lines = taken.ToString().TrimEnd('\n').Split('\n');
        Assert.All(lines, line => Parse(line));
        Assert.Equal(5347, suricata.Records);
        Assert.InRange(suricata.Lost, 1, 5346);
        Assert.Equal(suricata.Records - suricata.Lost, lines.Length);
    }

    [Fact]
    public void Without_a_socket_all_is_lost_and_counted()
    {
        LuaSuricata suricata = LuaSuricata.Read(Scene, _folder, PathOf("nobody.sock"));
        Assert.Equal((5347, 5347), (suricata.Records, suricata.Lost));
    }

    [Fact]
    public void A_FIFO_keeps_the_order_and_without_LuaJIT_is_refused_with_the_reason()
    {
        string fifo = MakeFifo();
        using SidecarProcess sidecar = SidecarProcess.Start(fifo);
        using VerdictClient reader = new(sidecar.VerdictSocket);
        sidecar.WaitForReaders(1);
        LuaSuricata suricata = LuaSuricata.Read(Scene, _folder, fifo, wait: 20);
        if (!suricata.HasJit)
        {
            Assert.Contains($"http.lua: all records are lost: {fifo}: only LuaJIT can write to a FIFO without waiting; this is Lua 5.4", suricata.Talk, StringComparison.Ordinal);
            Assert.Equal((5347, 5347), (suricata.Records, suricata.Lost));
            return;
        }

        Assert.Equal((5347, 0), (suricata.Records, suricata.Lost));
        SidecarProcess.WaitUntil(() => Parsed(sidecar) == 5347, "all is read");
        Assert.Equal(5347, sidecar.Stop().Balanced().Parsed);
        AssertTold(Verdicts(string.Join('\n', reader.Lines())));
    }

    [Fact]
    public void What_does_not_fit_into_a_FIFO_that_nobody_reads_is_lost_and_counted()
    {
        string fifo = MakeFifo();
        // Open for reading, and not read: as a sidecar that hangs.
        using FileStream open = new(fifo, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        LuaSuricata suricata = LuaSuricata.Read(Scene, _folder, fifo);
        Assert.Equal(5347, suricata.Records);
        if (!suricata.HasJit)
            return;
        Assert.InRange(suricata.Lost, 1, 5346);
        // Into the full pipe while it is read.
        Thread end = new(() =>
        {
            using FileStream last = new(fifo, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            last.Write("end\n"u8);
        });
        end.Start();
        byte[] buffer = new byte[2 << 20];
        int read = 0;
        while (!buffer.AsSpan(0, read).EndsWith("end\n"u8))
            read += open.Read(buffer, read, buffer.Length - read);
        end.Join();
        string[] lines = Encoding.UTF8.GetString(buffer, 0, read - 4).TrimEnd('\n').Split('\n');
        Assert.All(lines, line => Parse(line));
        Assert.Equal(suricata.Records - suricata.Lost, lines.Length);
    }

    private static void AssertSame(string eve, string lua)
    {
        string[] byEve = [.. File.ReadLines(eve).Select(Comparable).Order(StringComparer.Ordinal)];
        string[] byLua = [.. File.ReadLines(lua).Select(Comparable).Order(StringComparer.Ordinal)];
        Assert.NotEmpty(byEve);
        Assert.Equal(byEve, byLua);
    }

    /// <summary>The lines of an eve-log in the order in which Lua told of the same, each flow at its end.</summary>
    private static IEnumerable<string> InOrderOf(IEnumerable<string> lua, IEnumerable<string> eve)
    {
        // Of one flow, transactions are told in their order by both.
        Dictionary<string, Queue<string>> told = eve.GroupBy(Which).ToDictionary(group => group.Key, group => new Queue<string>(group));
        foreach (string line in lua)
        {
            string same = told[Which(line)].Dequeue();
            yield return Parse(same) is var record && record.TryGetProperty("flow", out JsonElement flow) && flow.TryGetProperty("end", out JsonElement end)
                ? same.Replace(record.GetProperty("timestamp").GetRawText(), end.GetRawText(), StringComparison.Ordinal)
                : same;
        }

        Assert.All(told.Values, rest => Assert.Empty(rest));
    }

    private static string Which(string line) => Parse(line) is var record ? $"{Field(record, "event_type")} {Field(record, "flow_id")}" : "";

    private static string Comparable(string line)
    {
        JsonElement record = Parse(line);
        string[] names = [.. ToldAlways, .. Told[record.GetProperty("event_type").GetString()!]];
        return string.Join(' ', names.Select(name => $"{name}={Field(record, name) ?? Missing(record, name)}"));
    }

    /// <summary>What lua/flow.lua leaves out to be short.</summary>
    private static string? Missing(JsonElement record, string name) => name switch
    {
        "flow.end" => Field(record, "timestamp"),
        "flow.alerted" => "false",
        _ => null,
    };

    private static string? Field(JsonElement record, string path)
    {
        foreach (string name in path.Split('.'))
        {
            if (!record.TryGetProperty(name, out record))
                return null;
        }

        return record.GetRawText() is var text && text[0] == '"' ? JsonSerializer.Serialize(record.GetString()) : text;
    }

    private static JsonElement Parse(string line)
    {
        using JsonDocument document = JsonDocument.Parse(line);
        return document.RootElement.Clone();
    }

    /// <summary>All single bytes but those that end a header, and what begins like UTF-8.</summary>
    private static byte[][] StrangeBytes() =>
    [
        .. Enumerable.Range(0, 256).Where(octet => octet is not ('\r' or '\n')).Select(octet => (byte[])[(byte)'a', (byte)octet, (byte)'b']),
        "caf\u00e9"u8.ToArray(), "\u20ac\ud7ff\ue000\uffff"u8.ToArray(), [0xF0, 0x90, 0x80, 0x80, 0xF4, 0x8F, 0xBF, 0xBF], "safe\u202egnp.exe \u2028\u0085"u8.ToArray(),
        // Too long, half, a surrogate, beyond the last, and one that is none but would be if the one within were taken out.
        [0xC0, 0x80], [0xE0, 0x80, 0x80], [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0xC3, 0xA9, 0x82, 0xAC], [0xC3, 0xA9, 0xFF],
    ];

    /// <summary>Without the end of one that was torn.</summary>
    private static string WholeLines(string text) => text[..(text.LastIndexOf('\n') + 1)];

    /// <summary>
    /// What is said about which key. Two outputs of one Suricata are not in the same order, and a flow record of Lua has the
    /// time of the last packet where EVE has that of writing: shares, and the tick a key is announced at, may differ by a little.
    /// Told is all that the scene's scanner calls for. Of a key at the edge of a guard, as the news and the shop site are, one
    /// verdict more or less is told by the order in which flows ended, which with an eve-log too is another in each run.
    /// </summary>
    private static void AssertTold(string[] verdicts)
    {
        Assert.Superset(
            new HashSet<string>
            {
                "\"exclude\" \"http-user-agent\" \"python-requests/2.31.0\"",
                "\"release\" \"http-user-agent\" \"python-requests/2.31.0\"",
                "\"mark\" \"src-ip\" \"10.1.2.66\"",
                "\"release\" \"src-ip\" \"10.1.2.66\"",
            },
            verdicts.ToHashSet());
        Assert.All(verdicts, verdict => Assert.Matches("python-requests|10[.]1[.]2[.]66|www[.](news|shop)[.]example", verdict));
    }

    private static string[] Verdicts(string lines) =>
        [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Parse)
            .Select(verdict => string.Join(' ', ((string[])["action", "view", "key"]).Select(name => Field(verdict, $"heavy_hitter.{name}"))))
            .Order(StringComparer.Ordinal)];

    private static JsonElement Playbook(string input)
    {
        Finished finished = SidecarProcess.Run(["playbook", "--json", input]);
        Assert.True(finished.ExitCode == 0, finished.Talk);
        return JsonDocument.Parse(finished.Output).RootElement;
    }

    private static long Parsed(SidecarProcess sidecar) =>
        Parse(SidecarProcess.Run(["status", "--json", "--run-dir", sidecar.Folder]).Text).GetProperty("stats").GetProperty("records").GetProperty("parsed").GetInt64();

    private string MakeFifo()
    {
        string fifo = PathOf("eve.fifo");
        Assert.Equal(0, SidecarProcess.RunProgram("mkfifo", [fifo]).ExitCode);
        return fifo;
    }

    private string PathOf(string name) => Path.Combine(_folder, name);
}
