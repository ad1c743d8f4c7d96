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

    [Fact]
    public void An_empty_list_holds_nothing() => Assert.False(new NeverList([]).Holds("x"u8));
}
