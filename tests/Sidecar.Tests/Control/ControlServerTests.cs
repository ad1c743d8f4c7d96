using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Sidecar.Control;
using Sidecar.Engine;
using Sidecar.Engine.Ingest;
using Sidecar.Engine.Outputs;
using Sidecar.Engine.Verdicts;
using Sidecar.Tests.Outputs;
using Xunit;

namespace Sidecar.Tests.Control;

/// <summary>The control socket of an engine in this process.</summary>
public sealed class ControlServerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ConcurrentQueue<string> _said = new();
    private readonly LiveEngine _live;
    private readonly ControlPages _pages;

    public ControlServerTests()
    {
        _live = new LiveEngine(EngineOptions.Default, _folder.PathOf("eve.sock"), _folder.PathOf("verdicts.sock"), _folder.PathOf("snapshots"));
        _pages = new ControlPages(_live, EngineOptions.Default, "/run");
    }

    private string Path => _folder.PathOf("control.sock");

    public void Dispose()
    {
        _live.Dispose();
        _pages.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_part_of_the_exclusions_is_all_that_was_said_by_hand_and_the_heaviest_others()
    {
        ExclusionStats[] all = [One("light", 0.01), One("pinned", 0, HandAction.Pin), One("heavy", 0.4), One("middle", 0.2), One("never", 0, HandAction.Never)];
        Assert.Equal(["pinned", "never", "heavy", "middle"], ExclusionPages.Heaviest(all, 2).Select(one => Encoding.UTF8.GetString(one.Key)));

        static ExclusionStats One(string key, double share, HandAction? byHand = null) => new()
        {
            View = "tls-sni",
            Key = Encoding.UTF8.GetBytes(key),
            IsExcluded = true,
            ByHand = byHand,
            Since = 0,
            Expires = null,
            Share = share,
            Reason = "",
        };
    }

    [Fact]
    public void Exclusions_are_found_by_a_part_of_their_key_or_view_in_any_case()
    {
        _live.Start();
        using ControlServer server = Serve();
        using ControlClient client = new(Path);
        foreach (string key in (string[])["aaa.example", "b\\u202e.example"])
            Assert.True(client.Post("/exclusions", Encoding.UTF8.GetBytes($$"""{"action":"pin","view":"tls-sni","key":"{{key}}"}""")).IsGood);
        Assert.Equal((2, 2), Found("/exclusions"));
        Assert.Equal((2, 2), Found("/exclusions?count=1"));
        Assert.Equal((1, 1), Found("/exclusions?count=1&match=AAA"));
        Assert.Equal((1, 1), Found("/exclusions?match=%5Cu202e"));
        Assert.Equal((2, 2), Found("/exclusions?match=tls"));
        Assert.Equal((0, 0), Found("/exclusions?match=c"));
        Assert.All(["0", "x", "10001", "-1", "99999999999"], count => Assert.Equal(400, client.Get($"/exclusions?count={count}").Code));

        (int, int) Found(string page)
        {
            ExclusionsDocument found = client.Read(client.Get(page), ControlJson.Default.ExclusionsDocument);
            return (found.Exclusions.Count, found.ExclusionsInAll);
        }
    }

    [Fact]
    public void A_status_counts_what_came_while_the_engine_is_idle()
    {
        _live.Start();
        using ControlServer server = Serve();
        using (Socket suricata = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            suricata.Connect(new UnixDomainSocketEndPoint(_folder.PathOf("eve.sock")));
            suricata.Send(Encoding.UTF8.GetBytes(EveLines.Http(1, "one") + "\n{}x\n"));
        }

        using ControlClient client = new(Path);
        Patience.Until(() => Status(client).Stats!.Records is { Received: 2, Parsed: 1, Rejected: 1 }, "both lines are counted");
    }

    [Fact]
    public void Its_owner_alone_may_connect_and_nothing_is_left_behind()
    {
        using (Serve())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path));
        }

        Assert.False(File.Exists(Path));
    }

    [Fact]
    public void A_socket_on_which_somebody_listens_is_refused_and_a_stale_one_replaced()
    {
        using (Serve())
        {
            Assert.Throws<SocketFileException>(Serve);
        }

        using (Socket stale = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            stale.Bind(new UnixDomainSocketEndPoint(Path));
            File.Move(Path, Path + ".kept");
        }

        File.Move(Path + ".kept", Path);
        using ControlServer server = Serve();
        using ControlClient client = new(Path);
        Assert.True(client.Get("/status").IsGood);
    }

    [Fact]
    public void An_engine_that_does_not_answer_is_told_of_as_it_was()
    {
        // It was never started, so nobody looks at the desk.
        using ControlServer server = Serve();
        using ControlClient client = new(Path);
        Assert.Null(Status(client).Stats);
    }

    [Fact]
    public void There_is_no_other_page()
    {
        using ControlServer server = Serve();
        using ControlClient client = new(Path);
        Assert.Equal(404, client.Get("/").Code);
        Assert.Equal(404, client.Get("/status/../x").Code);
    }

    [Fact]
    public void Where_nobody_listens_the_client_says_what_to_do()
    {
        using ControlClient client = new(Path);
        Assert.Contains("no sidecar runs there", Assert.Throws<IOException>(() => client.Get("/status")).Message, StringComparison.Ordinal);
        File.WriteAllText(Path, "");
        Assert.Contains("no sidecar runs there", Assert.Throws<IOException>(() => client.Get("/status")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_client_that_says_nothing_does_not_keep_it_from_ending()
    {
        ControlServer server = Serve();
        using Socket silent = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        silent.Connect(new UnixDomainSocketEndPoint(Path));
        using ControlClient client = new(Path);
        Assert.True(client.Get("/status").IsGood);
        server.Dispose();
        Assert.Equal(0, silent.Receive(new byte[1]));
    }

    private static StatusDocument Status(ControlClient client) =>
        JsonSerializer.Deserialize(client.Get("/status").Body, ControlJson.Default.StatusDocument)!;

    [Fact]
    public void The_live_flows_are_listed_by_age_and_by_weight()
    {
        _live.Start();
        using ControlServer server = Serve();
        using Socket suricata = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        suricata.Connect(new UnixDomainSocketEndPoint(_folder.PathOf("eve.sock")));
        string[] lines = [EveLines.Http(1, "old", at: 0), EveLines.Http(2, "busy", at: 1), EveLines.Http(2, "busy", at: 2), EveLines.Http(3, "last", at: 3)];
        suricata.Send(Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n"));
        using ControlClient client = new(Path);
        Patience.Until(() => Status(client).Stats!.Records.Parsed == 4, "all are there");

        LiveFlowsDocument flows = JsonSerializer.Deserialize(client.Get("/flows?count=2").Body, ControlJson.Default.LiveFlowsDocument)!;
        Assert.Equal([1L, 2L], flows.LongestLived.Select(flow => flow.FlowId));
        // A transaction waits once for each view that has a key in it: by user agent, and by host name.
        Assert.Equal([(2L, 4L), (1L, 2L)], flows.Heaviest.Select(flow => (flow.FlowId, flow.Transactions)));
        Assert.Equal(("tcp", EveLines.Time(0)), (flows.LongestLived[0].Proto, flows.LongestLived[0].FirstSeen));
        using StringWriter shown = new();
        FlowsText.Write(shown, flows);
        Assert.Equal(7, shown.ToString().TrimEnd().Split('\n').Length);
        Assert.All(shown.ToString().Split('\n'), line => Assert.InRange(line.Length, 0, 100));
        Assert.Equal(400, client.Get("/flows?count=0").Code);
        Assert.Equal(400, client.Get("/flows?count=x").Code);
    }

    [Fact]
    public void Live_flows_that_Suricata_was_asked_about_are_listed_by_their_bytes_and_the_engine_waits_for_none()
    {
        // One question is never answered: the engine goes on, and so do the questions.
        string socket = _folder.PathOf("command.sock");
        bool silent = true;
        using FakeSuricata suricata = new(socket) { Flow = id => Volatile.Read(ref silent) ? [] : [FakeSuricata.Counters(id, 1000 - (300 * id))] };
        ElephantOptions elephants = new() { Socket = socket, IntervalMilliseconds = 10, AnswerMilliseconds = 100 };
        using LiveEngine live = new(EngineOptions.Default with { Elephants = elephants }, _folder.PathOf("eve2.sock"), _folder.PathOf("verdicts2.sock"), _folder.PathOf("snapshots2"));
        live.Start();
        using ControlPages pages = new(live, EngineOptions.Default, "/run");
        using ControlServer server = new(Path, ControlServer.Mode, pages.Map, _said.Enqueue);
        using Socket eve = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        eve.Connect(new UnixDomainSocketEndPoint(_folder.PathOf("eve2.sock")));
        eve.Send(Encoding.UTF8.GetBytes($"{EveLines.Http(1, "old", at: 0)}\n{EveLines.Http(2, "busy", at: 1)}\n"));
        using ControlClient client = new(Path);
        Patience.Until(() => Status(client).Stats!.Elephants!.Asked > 0, "Suricata is asked");
        eve.Send(Encoding.UTF8.GetBytes($"{EveLines.Http(2, "busy", at: 2)}\n{EveLines.Http(3, "last", at: 3)}\n"));
        Patience.Until(() => Status(client).Stats!.Records.Parsed == 4, "the engine goes on");
        Assert.Equal(0, Status(client).Stats!.Elephants!.Answered);

        Volatile.Write(ref silent, false);
        Patience.Until(() => Status(client).Stats!.Elephants!.Answered >= 3, "Suricata has answered");
        LiveFlowsDocument flows = JsonSerializer.Deserialize(client.Get("/flows?count=2").Body, ControlJson.Default.LiveFlowsDocument)!;
        Assert.Equal([(1L, 1L, 700L), (2L, 2L, 400L)], flows.HeaviestByBytes!.Select(flow => (flow.FlowId, flow.Weight!.BytesToserver, flow.Weight.BytesToclient)));
        Assert.Equal(701, Status(client).Stats!.Elephants!.HeaviestBytes);
        using StringWriter shown = new();
        FlowsText.Write(shown, flows);
        Assert.Matches("\nheaviest by bytes .* bytes\r?\n1 .* 701\r?\n2 .* 402\r?\n", shown.ToString());
    }

    [Fact]
    public void A_key_that_is_no_text_is_taken_as_its_bytes()
    {
        _live.Start();
        using ControlServer server = Serve();
        using ControlClient client = new(Path);
        byte[] command = [.. "{\"action\":\"never\",\"view\":\"tls-sni\",\"key\":\"half "u8, 0xFF, .. "\"}"u8];
        ControlAnswer answer = client.Post("/exclusions", command);
        Assert.Equal("{\"outcome\":\"done\"}", Encoding.UTF8.GetString(answer.Body).TrimEnd());
        Assert.Contains("\"key\":\"half ", Encoding.UTF8.GetString(client.Get("/exclusions?view=tls-sni").Body), StringComparison.Ordinal);
    }

    [Fact]
    public void A_web_server_that_does_not_come_up_is_said_and_its_socket_goes_away()
    {
        using ControlServer server = new(Path, ControlServer.Mode, _ => throw new InvalidOperationException("no room"), _said.Enqueue);
        Patience.Until(() => !_said.IsEmpty, "it is said");
        Assert.Equal("the control socket is closed, so status, top, exclusions and /metrics have no answer: no room", Assert.Single(_said));
        Assert.False(File.Exists(Path));
        using ControlClient client = new(Path);
        Assert.Contains("no sidecar runs there", Assert.Throws<IOException>(() => client.Get("/status")).Message, StringComparison.Ordinal);
    }

    private ControlServer Serve() => new(Path, ControlServer.Mode, _pages.Map, _said.Enqueue);
}
