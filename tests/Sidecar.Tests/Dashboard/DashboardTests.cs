using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Sidecar.Dashboard;
using Sidecar.Engine;
using Xunit;

namespace Sidecar.Tests.Dashboard;

/// <summary>The dashboard of an engine in this process, asked as a browser asks, and as an attacker does.</summary>
public sealed class DashboardTests : IDisposable
{
    private const string Hostile = @"<img src=x onerror=alert(1)>\u202e\u001b[2J\ud800</script>";

    private readonly TemporaryFolder _folder = new();
    private readonly LiveEngine _live;
    private readonly HttpClient _client = new();

    public DashboardTests() =>
        _live = new LiveEngine(EngineOptions.Default, _folder.PathOf("eve.sock"), _folder.PathOf("verdicts.sock"), _folder.PathOf("snapshots"));

    public void Dispose()
    {
        _client.Dispose();
        _live.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task The_page_and_all_it_loads_come_from_the_binary_under_a_strict_policy()
    {
        using DashboardPanel panel = Serve();
        foreach (string path in DashboardAssets.Paths)
        {
            HttpResponseMessage answer = await _client.GetAsync(new Uri(panel.Url.TrimEnd('/') + path));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            string policy = answer.Headers.GetValues("Content-Security-Policy").Single();
            Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain(answer.Headers, header => header.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
            Assert.NotEmpty(await answer.Content.ReadAsByteArrayAsync());
        }
    }

    [Fact]
    public void No_script_of_ours_makes_markup_of_text_or_asks_another_machine()
    {
        foreach (string path in DashboardAssets.Paths.Where(path => path.EndsWith(".js", StringComparison.Ordinal) && !path.Contains("uPlot", StringComparison.Ordinal)))
        {
            using Stream stream = typeof(DashboardAssets).Assembly.GetManifestResourceStream("dashboard/" + System.IO.Path.GetFileName(path))!;
            string script = new StreamReader(stream).ReadToEnd();
            Assert.All(["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "http:", "https:", "//cdn"], way =>
                Assert.DoesNotContain(way, script, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("127.0.0.1:1", HttpStatusCode.OK)]
    [InlineData("localhost:8787", HttpStatusCode.OK)]
    [InlineData("[::1]", HttpStatusCode.OK)]
    [InlineData("rebound.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("127.0.0.1.rebound.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("localhost.rebound.example:8787", HttpStatusCode.MisdirectedRequest)]
    [InlineData("192.0.2.1", HttpStatusCode.MisdirectedRequest)]
    public async Task A_name_that_is_not_ours_sees_nothing(string host, HttpStatusCode code)
    {
        using DashboardPanel panel = Serve();
        using HttpRequestMessage request = new(HttpMethod.Get, panel.Url + "live") { Headers = { Host = host } };
        HttpResponseMessage answer = await _client.SendAsync(request);
        Assert.Equal(code, answer.StatusCode);
        Assert.Equal(code == HttpStatusCode.OK, (await answer.Content.ReadAsStringAsync()).Contains("run_dir", StringComparison.Ordinal));
    }

    [Fact]
    public async Task To_look_from_this_machine_needs_no_token_and_to_change_needs_the_right_one()
    {
        _live.Start();
        using DashboardPanel panel = Serve();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(panel.TokenFile));
        string token = File.ReadAllText(panel.TokenFile).Trim();
        Assert.Equal(32, token.Length);
        Assert.Equal(HttpStatusCode.Unauthorized, await Pin(panel, null));
        Assert.Equal(HttpStatusCode.Unauthorized, await Pin(panel, token[..31]));
        Assert.Equal(HttpStatusCode.Unauthorized, await Pin(panel, token + "0"));
        Assert.DoesNotContain("pinned", await Get(panel, "exclusions"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await Pin(panel, token));
        Assert.Contains("\"pinned\"", await Get(panel, "exclusions"), StringComparison.Ordinal);
        Assert.Equal(3, JsonDocument.Parse(await Get(panel, "live")).RootElement.GetProperty("refused").GetInt32());
    }

    [Fact]
    public async Task From_another_machine_everything_but_the_empty_page_needs_the_token()
    {
        string file = _folder.PathOf("token");
        Assert.Contains("--dashboard-token", Assert.Throws<IOException>(() => Serve("0.0.0.0:0")).Message, StringComparison.Ordinal);
        File.WriteAllText(file, "a-token-of-a-person\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        Assert.Contains("chmod 600", Assert.Throws<IOException>(() => Serve("0.0.0.0:0", file)).Message, StringComparison.Ordinal);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.WriteAllText(file, "short\n");
        Assert.Contains("at least 16", Assert.Throws<IOException>(() => Serve("0.0.0.0:0", file)).Message, StringComparison.Ordinal);
        File.WriteAllText(file, "a-token-of-a-person\n");
        using DashboardPanel panel = Serve("0.0.0.0:0", file);
        Uri here = new(panel.Url.Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.OK, (await _client.GetAsync(here)).StatusCode);
        foreach (string path in (string[])["live", "history", "exclusions", "views/src-ip", "nothing"])
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await _client.GetAsync(new Uri(here, path))).StatusCode);
        }

        _client.DefaultRequestHeaders.Authorization = new("Bearer", "a-token-of-a-person");
        Assert.Equal(HttpStatusCode.OK, (await _client.GetAsync(new Uri(here, "live"))).StatusCode);
    }

    [Fact]
    public async Task A_hostile_key_is_printable_ASCII_wherever_it_is_told_and_its_numbers_are_the_engines()
    {
        _live.Start();
        Feed(EveLines.LoudTraffic().Select(line => line.Replace("loud/1.0", Hostile, StringComparison.Ordinal)));
        using DashboardPanel panel = Serve();
        Patience.Until(() => Says(panel, "exclusions", "http-user-agent") && Says(panel, "views/http-user-agent", "not_yet"), "the hostile one is excluded");
        string exclusions = await Get(panel, "exclusions");
        string view = await Get(panel, "views/http-user-agent");
        Assert.All([exclusions, view], text =>
        {
            Assert.Contains(@"\u202E\u001B[2J\uD800", text, StringComparison.OrdinalIgnoreCase);
            Assert.All(text.TrimEnd('\n'), c => Assert.InRange(c, ' ', '~'));
        });

        JsonElement tick = JsonDocument.Parse(view).RootElement;
        byte[] points = await _client.GetByteArrayAsync(new Uri(panel.Url + "views/http-user-agent/points"));
        int keys = (int)BitConverter.ToSingle(points, 0);
        Assert.Equal(tick.GetProperty("clustered").GetInt32(), keys);
        Assert.Equal(4 * (4 + (keys * (3 + 9 + 2))), points.Length);
        int first = (int)BitConverter.ToSingle(points, 4 * (4 + (keys * 13)));
        JsonElement key = JsonDocument.Parse(await Get(panel, $"views/http-user-agent/keys/{first}?tick={tick.GetProperty("tick").GetInt32()}")).RootElement;
        Assert.Equal(key.GetProperty("raw")[8].GetDouble(), BitConverter.ToSingle(points, 4 * (4 + (keys * 11))));
        Assert.Equal(HttpStatusCode.NoContent, (await _client.GetAsync(new Uri(panel.Url + "views/http-user-agent/keys/0?tick=999"))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _client.GetAsync(new Uri(panel.Url + $"views/http-user-agent/keys/999?tick={tick.GetProperty("tick").GetInt32()}"))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _client.GetAsync(new Uri(panel.Url + "views/none"))).StatusCode);
    }

    [Fact]
    public async Task Browsers_that_read_nothing_hold_neither_the_engine_nor_for_ever_a_place()
    {
        _live.Start();
        using DashboardPanel panel = Serve();
        Uri url = new(panel.Url);
        List<Socket> idle = [];
        for (int i = 0; i < DashboardServer.MaxConnections + 20; i++)
        {
            Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Connect(IPAddress.Loopback, url.Port);
            socket.Send("GET /assets/uPlot.esm.js HTTP/1.1\r\nHost: localhost\r\n\r\nGET /live HTTP/1.1\r\nHost: localhost\r\n\r\n"u8);
            idle.Add(socket);
        }

        string[] lines = EveLines.LoudTraffic();
        Feed(lines);
        Patience.Until(() => Stats().Received == lines.Length, "every record is taken");
        Assert.Equal(0, Stats().ShedRecords);
        idle.ForEach(socket => socket.Dispose());
        Patience.Until(() => Says(panel, "live", "run_dir"), "places are free again");
        Assert.Contains("\"by_type\"", await Get(panel, "history"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1:8787", true)]
    [InlineData("[::1]:8787", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("::1", false)]
    [InlineData("localhost:8787", false)]
    [InlineData("127.0.0.1:99999", false)]
    [InlineData("", false)]
    public void An_address_has_a_number_and_a_port(string text, bool isOne) => Assert.Equal(isOne, DashboardAddress.TryParse(text, out _));

    [Fact]
    public void A_port_that_is_taken_is_said()
    {
        using DashboardPanel panel = Serve();
        string taken = $"127.0.0.1:{new Uri(panel.Url).Port}";
        Assert.Contains(taken, Assert.Throws<IOException>(() => Serve(taken)).Message, StringComparison.Ordinal);
    }

    private DashboardPanel Serve(string at = "127.0.0.1:0", string? tokenFile = null)
    {
        Assert.True(DashboardAddress.TryParse(at, out DashboardAddress? address));
        return new DashboardPanel(_live, EngineOptions.Default, _folder.PathOf(""), new DashboardPlace(address, tokenFile), _folder.PathOf("dashboard.token"));
    }

    private EngineStats Stats() => _live.TryReport()!.Result.Stats;

    /// <summary>False too when it does not answer, or not with a page.</summary>
    private bool Says(DashboardPanel panel, string path, string text)
    {
        try
        {
            return Get(panel, path).Result.Contains(text, StringComparison.Ordinal);
        }
        catch (AggregateException)
        {
            return false;
        }
    }

    private Task<string> Get(DashboardPanel panel, string path) => _client.GetStringAsync(new Uri(panel.Url + path));

    private async Task<HttpStatusCode> Pin(DashboardPanel panel, string? token)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, panel.Url + "exclusions")
        {
            Content = new StringContent("""{"action":"pin","view":"http-user-agent","key":"pinned"}"""),
        };
        request.Headers.Authorization = token is null ? null : new("Bearer", token);
        return (await _client.SendAsync(request)).StatusCode;
    }

    private void Feed(IEnumerable<string> lines)
    {
        using Socket suricata = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        suricata.Connect(new UnixDomainSocketEndPoint(_folder.PathOf("eve.sock")));
        suricata.Send(Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n"));
    }
}
