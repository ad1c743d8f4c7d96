using System.Text;
using Sidecar.Engine.Learning;
using Xunit;

namespace Sidecar.Tests.Learning;

public sealed class NeverListTests
{
    private static readonly NeverList s_list = new(["curl/8.0", "*.example.org", "10.1.0.0/16", "2001:db8::/32"]);

    [Theory]
    [InlineData("curl/8.0", true)]
    [InlineData("curl/8.1", false)]
    [InlineData("Curl/8.0", false)]
    [InlineData("example.org", true)]
    [InlineData("www.EXAMPLE.org", true)]
    [InlineData("notexample.org", false)]
    [InlineData("example.org.evil.test", false)]
    [InlineData("10.1.255.1", true)]
    [InlineData("10.2.0.1", false)]
    [InlineData("2001:db8:1::1", true)]
    [InlineData("2001:db9::1", false)]
    [InlineData("", false)]
    public void A_key_is_held_by_text_domain_or_range(string key, bool held) =>
        Assert.Equal(held, s_list.Holds(Encoding.UTF8.GetBytes(key)));

    [Theory]
    [InlineData("10.1.2.3/16", "10.1.255.1")]
    [InlineData("2001:db8::1/32", "2001:0db8:0000:0000:0000:0000:0000:0002")]
    [InlineData("192.0.2.0/31", "192.0.2.1")]
    [InlineData("0.0.0.0/0", "203.0.113.9")]
    public void A_range_may_be_named_by_any_address_in_it(string range, string key) =>
        Assert.True(new NeverList([range]).Holds(Encoding.UTF8.GetBytes(key)));

    [Theory]
    [InlineData("2001:db8::1", "2001:0db8:0000:0000:0000:0000:0000:0001")]
    [InlineData("2001:DB8:0::1", "2001:db8::1")]
    [InlineData("192.0.2.1", "192.0.2.1")]
    public void An_address_is_held_however_it_is_written(string entry, string key) =>
        Assert.True(new NeverList([entry]).Holds(Encoding.UTF8.GetBytes(key)));

    [Theory]
    [InlineData("10.0.0.0/8", "167772161")]
    [InlineData("0.0.0.0/8", "42")]
    [InlineData("127.0.0.0/8", "127.1")]
    [InlineData("10.0.0.0/33", "10.0.0.0")]
    [InlineData("10.0.0.0/-1", "10.0.0.0")]
    [InlineData("10.0.0.0/", "10.0.0.0")]
    [InlineData("192.0.2.0/31", "192.0.2.2")]
    [InlineData("192.0.2.1", "192.0.2.2")]
    [InlineData("0.0.0.0/0", "2001:db8::1")]
    public void A_number_is_no_address_and_a_broken_range_holds_nothing(string entry, string key) =>
        Assert.False(new NeverList([entry]).Holds(Encoding.UTF8.GetBytes(key)));

    [Fact]
    public void A_broken_range_and_a_pattern_are_still_texts() =>
        Assert.All((string[])["curl/8", "10.0.0.0/33", "*.example.org"], text => Assert.True(new NeverList([text]).Holds(Encoding.UTF8.GetBytes(text))));

    [Fact]
    public void An_empty_list_holds_nothing() => Assert.False(new NeverList([]).Holds("x"u8));
}
