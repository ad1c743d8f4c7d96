using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace Sidecar.EndToEnd;

/// <summary>The page of a running sidecar in a real browser.</summary>
public sealed partial class DashboardTests
{
    private const string Hostile = @"<img src=x onerror=document.title='run'><script>document.title='run'</script>\u202e\u001b[2J\u2066\ud800\u3164";

    [BrowserTheory]
    [InlineData(1280, 900)]
    public void What_Suricata_sent_is_shown_and_a_key_is_opened_without_a_pointer(int width, int height)
    {
        using SidecarProcess sidecar = SidecarProcess.Start("--dashboard", "127.0.0.1:0");
        using Browser browser = new(width, height, isDark: false);
        browser.Open(Url(sidecar));
        browser.WaitFor("document.querySelector('#state.good') && !document.querySelector('#empty').hidden", "the page without data says what to do");
        browser.WaitFor("document.querySelector('#oldest td')?.textContent === 'none lives' && document.querySelector('#exclusions td')?.textContent === 'no key is excluded'", "the lists say that they are empty");
        Assert.Contains(sidecar.EveSocket, browser.Value("document.querySelector('#empty').textContent").GetString(), StringComparison.Ordinal);
        DirectoryInfo folder = Directory.CreateTempSubdirectory("sidecar-suricata-");
        try
        {
            SuricataRunner.ReadPcap(FixtureFiles.PathOf("scene.pcap"), File.ReadAllText(FixtureFiles.PathOf("scene.rules")), folder.FullName, sidecar.EveSocket, "unix_stream");
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        browser.WaitFor("document.querySelectorAll('#views button').length === 6 && !document.querySelector('#picture').hidden", "the views are there");
        browser.WaitFor("document.querySelector('#clusters button:enabled')", "a view is drawn");
        // The ticks of three hours come within seconds, each with other clusters: what was clicked may be gone with the next.
        browser.WaitFor("document.querySelectorAll('#detail tbody tr').length === 9 || void document.querySelector('#clusters button:enabled')?.click()", "the nine numbers of a key");
        int drawn = browser.Value(Coloured).GetInt32();
        Assert.InRange(drawn, 50, 100_000);
        // Turned by a key of the keyboard, the picture is another one.
        string before = browser.Value("document.querySelector('#cloud').toDataURL()").GetString()!;
        browser.Value("document.querySelector('#cloud').dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowLeft' }))");
        browser.WaitFor($"document.querySelector('#cloud').toDataURL() !== '{before}'", "the cloud turns");
        Assert.Equal("http-user-agent", browser.Value("document.querySelector('#views [aria-pressed=true]').textContent").GetString());
        Assert.Empty(browser.Complaints);
    }

    [BrowserTheory]
    [InlineData(1280, 900, false)]
    [InlineData(390, 844, true)]
    public void The_page_fits_the_window_and_each_picture_has_a_name(int width, int height, bool isDark)
    {
        using SidecarProcess sidecar = Loud("loud/1.0");
        using Browser browser = new(width, height, isDark);
        browser.Open(Url(sidecar));
        browser.WaitFor("document.querySelector('#clusters button:enabled')", "a view is drawn");
        Assert.Equal(browser.Value("document.documentElement.clientWidth").GetInt32(), browser.Value("document.documentElement.scrollWidth").GetInt32());
        Assert.Equal(0, browser.Value("[...document.querySelectorAll('canvas[role=img], #cloud')].filter(one => !one.getAttribute('aria-label')).length").GetInt32());
        Assert.Equal(0, browser.Value("[...document.querySelectorAll('button')].filter(one => one.getBoundingClientRect().height > 0 && !one.textContent && !one.ariaLabel).length").GetInt32());
        // What is wider than a phone scrolls, with the keys too.
        Assert.Equal(0, browser.Value("[...document.querySelectorAll('.scroll')].filter(one => one.tabIndex !== 0 || !one.ariaLabel).length").GetInt32());
        Assert.Equal(isDark ? "rgb(20, 23, 27)" : "rgb(255, 255, 255)", browser.Value("getComputedStyle(document.body).backgroundColor").GetString());
        Assert.Empty(browser.Complaints);
    }

    [BrowserTheory]
    [InlineData(Hostile)]
    public void A_hostile_user_agent_is_text_and_is_pinned_as_it_is(string userAgent)
    {
        using SidecarProcess sidecar = Loud(userAgent);
        using Browser browser = new(1280, 900, isDark: false);
        browser.Open(Url(sidecar));
        browser.WaitFor("[...document.querySelectorAll('#exclusions td.key')].some(one => one.textContent.includes('onerror'))", "the hostile one is excluded");
        Assert.Equal("eve-sidecar", browser.Value("document.title").GetString());
        Assert.Equal(0, browser.Value("document.querySelectorAll('main img, main script').length").GetInt32());
        string text = browser.Value("document.body.textContent").GetString()!;
        Assert.Contains(@"<img src=x onerror=document.title='run'>", text, StringComparison.Ordinal);
        Assert.Contains(@"\u202E\u001B[2J\u2066\uD800\u3164", text, StringComparison.Ordinal);
        Assert.DoesNotContain(text, c => c is '\u202e' or '\u001b' or '\u2066' or '\u3164');

        // The filter looks for what is shown, among all of them.
        Filter(browser, "nothing like it");
        browser.WaitFor("document.querySelector('#exclusions td').textContent === 'none with that'", "nothing is found");
        Filter(browser, "ERROR=document.title='run'><script>document.title='run'</script>\\u202e");
        browser.WaitFor("[...document.querySelectorAll('#exclusions td.key')].some(one => one.textContent.includes('onerror'))", "it is found by a part of it");

        string token = File.ReadAllText(Path.Combine(sidecar.Folder, "dashboard.token")).Trim();
        Click(browser, "[...document.querySelectorAll('#exclusions tr')].find(one => one.textContent.includes('onerror')).querySelector('button')");
        browser.WaitFor("document.querySelector('#ask').open && document.activeElement !== document.body", "the token is asked for");
        browser.Value($"document.querySelector('#ask-token').value = '{token}'");
        Click(browser, "document.querySelector('#ask-yes')");
        browser.WaitFor("document.querySelector('#ask').open && document.querySelector('#ask-title').textContent === 'Pin?'", "it is asked for again");
        Click(browser, "document.querySelector('#ask-yes')");
        browser.WaitFor("[...document.querySelectorAll('#exclusions tr')].some(one => one.textContent.includes('(pin)') && one.textContent.includes('no end'))", "it is pinned");
        Finished list = SidecarProcess.Run(["exclusions", "list", "--json", "--run-dir", sidecar.Folder]);
        JsonElement pinned = JsonDocument.Parse(list.Text).RootElement.GetProperty("exclusions").EnumerateArray().Single(one => one.TryGetProperty("by_hand", out _));
        Assert.EndsWith(@"\u202e\u001b[2J\u2066\ud800\u3164""", pinned.GetProperty("key").GetRawText(), StringComparison.OrdinalIgnoreCase);

        Directory.CreateDirectory(Path.Combine(sidecar.Folder, "exclusions-by-hand.json.tmp"));
        Click(browser, "[...document.querySelectorAll('#exclusions tr')].find(one => one.textContent.includes('onerror')).querySelectorAll('button')[1]");
        browser.WaitFor("document.querySelector('#ask').open && document.querySelector('#ask-title').textContent === 'Release?'", "it is asked for again");
        Click(browser, "document.querySelector('#ask-yes')");
        browser.WaitFor("document.querySelector('#state.bad')?.textContent.includes('a restart forgets it')", "that it is not kept is said");
        Assert.Empty(browser.Complaints);
    }

    [BrowserTheory]
    [InlineData(3)]
    public void The_flows_that_live_longest_are_listed_and_the_top_keys_are_a_pie(int flows)
    {
        using SidecarProcess sidecar = Loud("loud/1.0");
        using EveClient suricata = new(sidecar.EveSocket);
        for (int i = 0; i < flows; i++)
            suricata.Send(EveClient.Records(900_000 + i, time: $"2026-01-05T08:0{i}:30.000000+0000", close: false));
        SidecarProcess.WaitUntil(() => SidecarProcess.Run(["status", "--run-dir", sidecar.Folder]).Text.Contains($"flows    {flows} live,", StringComparison.Ordinal), "the flows live");
        using Browser browser = new(1280, 900, isDark: false);
        browser.Open(Url(sidecar));
        browser.WaitFor($"document.querySelectorAll('#oldest tbody tr').length === {flows}", "the flows are listed");
        Assert.Equal("900000", browser.Value("document.querySelector('#oldest tbody td').textContent").GetString());
        Assert.Equal(flows, browser.Value("document.querySelectorAll('#heaviest tbody tr').length").GetInt32());
        // Nobody asks Suricata here, so no bytes are known.
        Assert.True(browser.Value("document.querySelector('#weighed').hidden").GetBoolean());
        browser.WaitFor("document.querySelector('#clusters button:enabled')", "a view is drawn");
        Assert.InRange(browser.Value(Coloured.Replace("#cloud", "#pie", StringComparison.Ordinal)).GetInt32(), 1000, 1_000_000);
        Assert.Empty(browser.Complaints);
    }

    /// <summary>Pixels of the cloud that have a colour, and not a shade of grey.</summary>
    private const string Coloured = """
        (() => {
          const cloud = document.querySelector('#cloud');
          const data = cloud.getContext('2d').getImageData(0, 0, cloud.width, cloud.height).data;
          let count = 0;
          for (let i = 0; i < data.length; i += 4) if (data[i + 3] > 200 && Math.max(data[i], data[i + 1], data[i + 2]) - Math.min(data[i], data[i + 1], data[i + 2]) > 60) count++;
          return count;
        })()
        """;

    private static void Filter(Browser browser, string text) => browser.Value(
        $"(() => {{ const filter = document.querySelector('#filter'); filter.value = {JsonSerializer.Serialize(text)}; filter.dispatchEvent(new Event('input')); }})()");

    private static void Click(Browser browser, string element) => browser.Value($"{element}.click()");

    private static SidecarProcess Loud(string userAgent)
    {
        SidecarProcess sidecar = SidecarProcess.Start("--dashboard", "127.0.0.1:0");
        using EveClient suricata = new(sidecar.EveSocket);
        suricata.Send(LoudTraffic.Of(userAgent));
        return sidecar;
    }

    private static string Url(SidecarProcess sidecar)
    {
        SidecarProcess.WaitUntil(() => Address().IsMatch(sidecar.Talk), "the dashboard says where it is");
        return Address().Match(sidecar.Talk).Groups[1].Value;
    }

    [GeneratedRegex("dashboard (http://127.0.0.1:[0-9]+/), token in ")]
    private static partial Regex Address();
}
