using Sidecar.Engine.Profiles;
using Xunit;

namespace Sidecar.Tests.Profiles;

public sealed class AddressTextTests
{
    [Theory]
    [InlineData("")]
    [InlineData("10.0.0.1")]
    [InlineData("2001:0db8:0000:0000:0000:0000:0000:0001")]
    [InlineData("0000:0000:0000:0000:0000:ffff:255.255.255.255")]
    public void An_address_is_kept_as_it_is_written(string address)
    {
        AddressText kept = TextOf.Address(address);
        Assert.Equal(address, kept.Text);
        Assert.NotEqual(0ul, kept.Hash);
    }

    [Fact]
    public void The_latest_is_kept()
    {
        AddressText kept = TextOf.Address("10.0.0.1", TextOf.Address("2001:0db8:0000:0000:0000:0000:0000:0001"));
        Assert.Equal("10.0.0.1", kept.Text);
    }

    [Theory]
    [InlineData("0000:0000:0000:0000:0000:ffff:255.255.255.2555")]
    [InlineData("10.0.0.é")]
    [InlineData(@"10.0.0.\u0032")]
    public void What_Suricata_never_writes_is_shown_as_nothing(string text)
    {
        AddressText kept = TextOf.Address(text, TextOf.Address("10.0.0.1"));
        Assert.Equal(("", 0ul), (kept.Text, kept.Hash));
    }
}
