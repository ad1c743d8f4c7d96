using System.Globalization;
using System.Xml.Linq;
using Sidecar.Report;
using Sidecar.Tests.Pictures;
using Xunit;

namespace Sidecar.Tests.Report;

public sealed class HtmlReportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Page => _folder.PathOf("report.html");

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> HostileUserAgents =>
    [
        "<script>alert(1)</script>",
        @"\""><svg/onload=alert(1)>'&lt;",
        @"\u001b[2J\u0007\u0000\u009b\u0085",
        @"safe\u202egnp.exe\u2066\u200b\ufeff",
        "safe\u202egnp.exe\u2028\U000e0041",
        @"half\ud83d",
        "</td></table></body>",
    ];

    [Theory]
    [MemberData(nameof(HostileUserAgents))]
    public void A_hostile_user_agent_is_text(string userAgent)
    {
        string page = Write(Loud(userAgent));
        Assert.Contains("<small>exclude</small>", page, StringComparison.Ordinal);
        Assert.Contains("<title>", page[page.IndexOf("</head>", StringComparison.Ordinal)..], StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<svg/", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("'&lt;", page, StringComparison.Ordinal);
        Assert.DoesNotContain(page, c => c != '\n' && char.GetUnicodeCategory(c) is (UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator));
        Assert.EndsWith("</section>\n</main></body></html>\n", page, StringComparison.Ordinal);
        Assert.All(["table", "section", "svg", "title", "figure", "ul", "small"], tag => Assert.Equal(Count(page, $"<{tag}>") + Count(page, $"<{tag} "), Count(page, $"</{tag}>")));
        Assert.Equal(Count(page, "<td"), Count(page, "</td>"));
    }

    [Fact]
    public void The_same_records_are_the_same_page()
    {
        Assert.Equal(Write(Loud("curl/8")), Write(Loud("curl/8")));
        Assert.Equal([Page], Directory.GetFiles(_folder.PathOf("")));
    }

    [Fact]
    public void It_goes_the_whole_way_from_the_table_to_the_heavy_hitters()
    {
        string page = Write(Loud("curl/8"));
        Assert.Contains("""<td class="text">2026-01-05 08:02:00Z</td><td class="text">exclude</td><td class="text">http-user-agent</td><td class="key">curl/8</td>""", page, StringComparison.Ordinal);
        Assert.Contains("farthest cluster, 95", page, StringComparison.Ordinal);
        string[] steps = ["What is left to look at", "<h2>http-user-agent</h2>", "1. The table", "Raw: ", "Scaled: ", "2. Principal components", "Components 1 and 2", "3. Clusters", "4. Heavy hitters"];
        int[] places = [.. steps.Select(step => page.IndexOf(step, StringComparison.Ordinal))];
        Assert.Equal(places.Order(), places);
        Assert.DoesNotContain(-1, places);
        // One key is far, in each scatter of its view.
        Assert.Contains("<title>curl/8</title>", page, StringComparison.Ordinal);
        // Nothing is asked of the network, and no script could run.
        Assert.Contains("default-src 'none'", page, StringComparison.Ordinal);
        Assert.DoesNotContain("http:", page, StringComparison.Ordinal);
        Assert.DoesNotContain("url(", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Views_with_heavy_hitters_come_first()
    {
        string page = Write(EveLines.LoudTraffic());
        string[] views = [.. page.Split("<section id=\"").Skip(1).Select(section => section[..section.IndexOf('"', StringComparison.Ordinal)])];
        Assert.Equal(6, views.Length);
        Assert.Equal("http-user-agent", views[0]);
    }

    [Fact]
    public void Each_picture_is_a_file_too_and_the_same_each_time()
    {
        Engine.Engine engine = EveLines.Replay(Loud("<b>\u202e&\\uffff")).Engine;
        string first = Path.GetDirectoryName(HtmlReport.WriteFolder(_folder.PathOf("first"), engine))!;
        string second = Path.GetDirectoryName(HtmlReport.WriteFolder(_folder.PathOf("second"), EveLines.Replay(Loud("<b>\u202e&\\uffff")).Engine))!;
        string[] names = [.. Directory.GetFiles(first).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];
        Assert.Contains("report.html", names);
        Assert.Contains("http-user-agent-1-raw.svg", names);
        Assert.Contains("http-user-agent-3-components-1-2.svg", names);
        Assert.Contains("http-user-agent-4-bytes.svg", names);
        Assert.All(names, name => Assert.Equal(File.ReadAllBytes(Path.Combine(first, name)), File.ReadAllBytes(Path.Combine(second, name))));
        Assert.All(names.Where(name => name.EndsWith(".svg", StringComparison.Ordinal)), name =>
        {
            XElement svg = XDocument.Load(Path.Combine(first, name)).Root!;
            Assert.Equal("svg", svg.Name.LocalName);
            DecodedPng png = new(File.ReadAllBytes(Path.Combine(first, Path.ChangeExtension(name, ".png"))));
            Assert.Equal(svg.Attribute("viewBox")!.Value, $"0 0 {png.Width / 2} {png.Height / 2}");
            Assert.InRange(png.Pixels.Count(pixel => pixel < 128), 1000, png.Pixels.Length / 4);
        });
        Assert.Equal(names.Length - 1, 2 * names.Count(name => name.EndsWith(".png", StringComparison.Ordinal)));
    }

    [Fact]
    public void No_records_and_one_key_are_a_page_too()
    {
        Assert.Contains("None: no key passed all guards.", Write([]), StringComparison.Ordinal);
        Assert.Contains("Too few keys to draw.", Write([EveLines.Http(1, "one"), EveLines.Flow(1)]), StringComparison.Ordinal);
    }

    [Fact]
    public void Only_the_heaviest_fifteen_keys_are_listed()
    {
        string page = Write(Enumerable.Range(0, 30).SelectMany(i => Enumerable.Range(0, 1 + (i / 15)).Select(j => EveLines.Http((i * 10) + j, $"agent/{i:000}"))));
        Assert.Contains(">agent/015<", page, StringComparison.Ordinal);
        Assert.Contains(">agent/029<", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<td class=\"key\">agent/014<", page, StringComparison.Ordinal);
        Assert.Contains("The 15 heaviest of 30 keys.", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_many_keys_some_of_each_kind_are_drawn_and_the_page_stays_small()
    {
        // One in fifty asks for much: a crowd near the origin and a far cluster of two hundred.
        string page = Write(Enumerable.Range(0, 10_000).SelectMany(i => (string[])
        [
            EveLines.Http(i, $"agent/{i:0000}", url: $"/{i % 7}"),
            EveLines.Flow(i, bytes: i % 50 == 0 ? 1_000_000 : 100 + (i % 13)),
        ]));
        Assert.Matches("Components 1 and 2; 1,[67][0-9][0-9] of 10,000 keys drawn", page);
        Assert.InRange(page.Length, 1, 600_000);
        Assert.DoesNotContain("keys drawn", Write(Loud("curl/8")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0001-01-01T00:00:00.000000+0000")]
    [InlineData("9999-12-31T23:59:59.999999+0000")]
    public void Times_at_the_ends_of_the_calendar_are_shown(string time) =>
        Assert.Contains($" to {time[..4]}-", Write([EveLines.Http(1, "one").Replace(EveLines.Time(0), time, StringComparison.Ordinal)]), StringComparison.Ordinal);

    [Fact]
    public void A_page_that_cannot_be_put_into_its_place_leaves_nothing_behind()
    {
        Directory.CreateDirectory(Page);
        Exception? thrown = Record.Exception(() => Write([]));
        Assert.True(thrown is IOException or UnauthorizedAccessException, thrown?.ToString());
        Assert.Empty(Directory.GetFiles(_folder.PathOf("")));
    }

    [Fact]
    public void A_link_in_its_way_leads_nowhere()
    {
        string other = _folder.PathOf("another program's");
        File.WriteAllText(other, "as it was");
        File.CreateSymbolicLink(Page, other);
        File.CreateSymbolicLink(Page + ".tmp", other);
        Assert.Contains("None: no key passed all guards.", Write([]), StringComparison.Ordinal);
        Assert.Equal("as it was", File.ReadAllText(other));
    }

    /// <summary>Thirty quiet user agents and a loud one, whose text stands between the quotes as given, for three minutes.</summary>
    private static IEnumerable<string> Loud(string userAgent)
    {
        long flow = 0;
        for (int minute = 0; minute < 3; minute++)
        {
            for (int i = 0; i < 600; i++)
            {
                bool loud = i >= 30;
                yield return EveLines.Http(++flow, loud ? userAgent : $"quiet/{i:00}", at: 60 * minute, url: $"/{flow}");
                yield return EveLines.Flow(flow, at: 60 * minute);
            }
        }
    }

    private static int Count(string page, string part) => page.Split(part).Length - 1;

    private string Write(IEnumerable<string> lines)
    {
        HtmlReport.Write(Page, EveLines.Replay(lines).Engine);
        return File.ReadAllText(Page);
    }
}
