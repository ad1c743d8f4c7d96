using System.Globalization;
using Sidecar.Report;
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
        Assert.Contains(">Exclude<", page, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("(excluded)", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<svg/", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("'&lt;", page, StringComparison.Ordinal);
        Assert.DoesNotContain(page, c => c != '\n' && char.GetUnicodeCategory(c) is (UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator));
        Assert.EndsWith("</table>\n</body></html>\n", page, StringComparison.Ordinal);
        Assert.Equal(Count(page, "<table>"), Count(page, "</table>"));
        Assert.Equal(Count(page, "<td"), Count(page, "</td>"));
    }

    [Fact]
    public void The_same_records_are_the_same_page()
    {
        Assert.Equal(Write(Loud("curl/8")), Write(Loud("curl/8")));
        Assert.Equal([Page], Directory.GetFiles(_folder.PathOf("")));
    }

    [Fact]
    public void It_says_what_was_decided_on_what()
    {
        string page = Write(Loud("curl/8"));
        Assert.Contains("""<td class="text">2026-01-05 08:02:00Z</td><td class="text">exclude</td><td class="text">http-user-agent</td><td class="text">curl/8</td><td class="text">farthest cluster,""", page, StringComparison.Ordinal);
        Assert.Equal(1, Count(page, "What the latest exclusion was decided on: http-user-agent"));
        Assert.Equal(1, Count(page, "At the end: http-user-agent"));
        Assert.Equal(2, Count(page, "<svg "));
        // Of 31 keys one is far: red once at the time of the exclusion, and gone from the clusters at the end.
        Assert.Equal(31 + 30, Count(page, "<circle "));
        Assert.Contains("""r="6" fill="#e45756""", page, StringComparison.Ordinal);
        // Nothing is asked of the network, and no script could run.
        Assert.Contains("default-src 'none'", page, StringComparison.Ordinal);
        Assert.DoesNotContain("http:", page, StringComparison.Ordinal);
    }

    [Fact]
    public void No_records_and_one_key_are_a_page_too()
    {
        Assert.Contains("None: no key passed all guards.", Write([]), StringComparison.Ordinal);
        Assert.Contains("Too few keys to draw.", Write([EveLines.Http(1, "one"), EveLines.Flow(1)]), StringComparison.Ordinal);
    }

    [Fact]
    public void Only_the_heaviest_two_hundred_keys_are_listed()
    {
        string page = Write(Enumerable.Range(0, 300).SelectMany(i => Enumerable.Range(0, 1 + (i / 100)).Select(j => EveLines.Http((i * 10) + j, $"agent/{i:000}"))));
        Assert.Equal(200, Count(page, "<tr><td class=\"text\">agent/"));
        Assert.Contains("agent/100<", page, StringComparison.Ordinal);
        Assert.DoesNotContain("agent/099<", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_many_keys_some_of_each_kind_are_drawn()
    {
        // One in fifty asks for much: a crowd near the origin and a far cluster of a hundred.
        string page = Write(Enumerable.Range(0, 5_000).SelectMany(i => (string[])
        [
            EveLines.Http(i, $"agent/{i:0000}", url: $"/{i % 7}"),
            EveLines.Flow(i, bytes: i % 50 == 0 ? 1_000_000 : 100 + (i % 13)),
        ]));
        Assert.InRange(Count(page, "<circle "), 1_000, 1_100);
        Assert.Equal(100, Count(page, "fill=\"#e45756\""));
        Assert.Contains($"{Count(page, "<circle "):N0} of 5,000 keys drawn", page, StringComparison.Ordinal);
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
