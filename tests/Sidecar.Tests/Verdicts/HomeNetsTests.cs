using Sidecar.Engine.Verdicts;
using Xunit;

namespace Sidecar.Tests.Verdicts;

/// <summary>
/// Against what Suricata 8.0.8 itself took for home: a packet from each address, HOME_NET as it stands here, and the rule
/// <c>alert udp $HOME_NET any -&gt; any any</c>; the numbers are those of the addresses that it alerted on. Suricata 7.0.10
/// said the same but for a netmask, which it reads as 0.0.0.0/5.
/// </summary>
public sealed class HomeNetsTests
{
    private static readonly string[] s_addresses =
    [
        "0.0.0.1", "9.255.255.255", "10.0.0.0", "10.0.0.1", "10.0.0.9", "10.0.0.10", "10.0.255.255",
        "10.1.0.0", "10.1.2.3", "10.1.255.255", "10.2.0.0", "10.255.255.255", "11.0.0.0", "172.15.255.255",
        "172.16.0.1", "172.31.255.255", "172.32.0.0", "192.168.1.1", "192.168.2.1", "203.0.113.7", "255.255.255.254",
        "2001:db8::1", "2001:db8:0:1::1", "2001:db9::1", "fe80::1", "fd00::1",
    ];

    private static readonly Dictionary<string, string> s_variables = new()
    {
        ["OFFICE"] = "[10.0.0.0/8, !10.1.0.0/16]",
        ["LAB"] = "[10.0.0.1, 10.2.0.0/16]",
        ["A"] = "$B",
        ["B"] = "$A",
    };

    public static TheoryData<string, string> Lists => new()
    {
        { "[10.0.0.0/8, [192.168.1.1, !10.0.0.1]]", "2, 4, 5, 6, 7, 8, 9, 10, 11, 17" },
        { "[$OFFICE, 10.1.2.3]", "2, 3, 4, 5, 6, 10, 11" },
        { "[$LAB, [$OFFICE]]", "2, 3, 4, 5, 6, 10, 11" },
        { "![10.0.0.0/8, [192.168.1.1, !10.0.0.1]]", "0, 1, 3, 12, 13, 14, 15, 16, 18, 19, 20" },
        { "[10.0.0.0/8, !2001:db8::/32]", "2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 23, 24, 25" },
        { "10.0.0.0/8,172.16.0.0/12", "2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 14, 15" },
        { "[!10.0.0.0/8, ![2001:db8::/64, fe80::/10]]", "0, 1, 12, 13, 14, 15, 16, 17, 18, 19, 20, 22, 23, 25" },
        { "![!10.0.0.0/8]", "2, 3, 4, 5, 6, 7, 8, 9, 10, 11" },
        { "[10.0.0.0/8, !2001:db8::/32, [192.168.1.1, !fd00::1]]", "2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 17, 23, 24" },
        { "10.0.0.0/8", "2, 3, 4, 5, 6, 7, 8, 9, 10, 11" },
        { "[10.0.0.0/8, !10.1.0.0/16]", "2, 3, 4, 5, 6, 10, 11" },
        { "10.0.0.1", "3" },
        { "[192.168.0.0/16,10.0.0.0/8,172.16.0.0/12]", "2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 14, 15, 17, 18" },
        { "!10.0.0.0/8", "0, 1, 12, 13, 14, 15, 16, 17, 18, 19, 20" },
        { "[!10.0.0.0/8]", "0, 1, 12, 13, 14, 15, 16, 17, 18, 19, 20" },
        { "[!10.0.0.0/8,!192.168.0.0/16]", "0, 1, 12, 13, 14, 15, 16, 19, 20" },
        { "10.0.0.1-10.0.0.9", "3, 4" },
        { "10.1.2.3/16", "7, 8, 9" },
        { "10.0.0.0/255.0.0.0", "2, 3, 4, 5, 6, 7, 8, 9, 10, 11" },
        { "[10.0.0.0/8, ![10.1.0.0/16, 10.2.0.0/16]]", "2, 3, 4, 5, 6, 11" },
        { "[10.0.0.0/8, [192.168.1.1, 2001:db8::/32], !10.0.0.1]", "2, 4, 5, 6, 7, 8, 9, 10, 11, 17, 21, 22" },
        { "$OFFICE", "2, 3, 4, 5, 6, 10, 11" },
        { "[$OFFICE, !$LAB]", "2, 4, 5, 6, 11" },
        { "!$OFFICE", "0, 1, 7, 8, 9, 12, 13, 14, 15, 16, 17, 18, 19, 20" },
        { "[10.0.0.0/8, ![10.1.0.0/16, !10.1.2.3]]", "2, 3, 4, 5, 6, 8, 10, 11" },
        { "2001:db8::/64", "21" },
        { "[2001:db8::/32, !2001:db8:0:1::/64, fd00::/8]", "21, 25" },
        { "any", "0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25" },
        { "[[10.0.0.0/8]]", "2, 3, 4, 5, 6, 7, 8, 9, 10, 11" },
        { "0.0.0.0/0", "0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20" },
        { "::/0", "21, 22, 23, 24, 25" },
        { "[10.0.0.0/8,10.1.0.0/16,!10.1.2.3]", "2, 3, 4, 5, 6, 7, 9, 10, 11" },
        { "[any,!10.0.0.0/8]", "0, 1, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25" },
        { "![10.0.0.0/8,172.16.0.0/12]", "0, 1, 12, 13, 16, 17, 18, 19, 20" },
    };

    [Theory]
    [MemberData(nameof(Lists))]
    public void An_address_is_at_home_when_Suricata_takes_it_for_that(string text, string atHome)
    {
        HomeNets nets = Parse(text);
        Assert.Equal(atHome, string.Join(", ", Enumerable.Range(0, s_addresses.Length).Where(i => nets.Holds(s_addresses[i])!.Value)));
    }

    [Theory]
    [InlineData("10")]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/8]")]
    [InlineData("[10.0.0.0/8")]
    [InlineData("10.0.0.9-10.0.0.1")]
    [InlineData("$NONE")]
    [InlineData("10.0.0.0/255.0.255.0")]
    [InlineData("[10.0.0.0/8,,172.16.0.0/12]")]
    [InlineData("!!10.0.0.0/8")]
    [InlineData("$A")]
    [InlineData("10.0.0.0/8 x")]
    [InlineData("10.0.0.1-2001:db8::1")]
    [InlineData("2001:db8::/129")]
    [InlineData("10.0.0.0/-1")]
    public void What_is_no_list_of_networks_is_refused(string text)
    {
        Assert.False(HomeNets.TryParse(text, s_variables.GetValueOrDefault, out _, out string? fault));
        Assert.NotEmpty(fault);
    }

    [Fact]
    public void Blanks_may_stand_around_everything() => Assert.Equal(
        (true, false), (Parse(" [ 10.0.0.0/8 , ! 10.1.0.0/16 ] ").Holds("10.2.0.1"), Parse(" [ 10.0.0.0/8 , ! 10.1.0.0/16 ] ").Holds("10.1.0.1")));

    [Theory]
    [InlineData("", "10.0.0.1")]
    [InlineData("  ", "10.0.0.1")]
    [InlineData("10.0.0.0/8", "no address")]
    [InlineData("10.0.0.0/8", "")]
    [InlineData("10.0.0.0/8", null)]
    public void Of_what_is_not_known_nothing_is_said(string text, string? address) => Assert.Null(Parse(text).Holds(address));

    [Fact]
    public void Suricata_writes_IPv6_without_abbreviations() => Assert.True(Parse("2001:db8::/32").Holds("2001:0db8:0000:0000:0000:0000:0000:0001"));

    [Fact]
    public void Lists_in_lists_have_an_end()
    {
        string deep = new string('[', 100_000) + "10.0.0.1" + new string(']', 100_000);
        Assert.False(HomeNets.TryParse(deep, _ => null, out _, out string? fault));
        Assert.Contains("64", fault, StringComparison.Ordinal);
    }

    private static HomeNets Parse(string text)
    {
        Assert.True(HomeNets.TryParse(text, s_variables.GetValueOrDefault, out HomeNets? nets, out string? fault), fault);
        return nets!;
    }
}
