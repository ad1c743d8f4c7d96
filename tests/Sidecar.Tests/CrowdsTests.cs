using Sidecar.Engine;
using Sidecar.Engine.Profiles;
using Xunit;

namespace Sidecar.Tests;

public sealed class CrowdsTests
{
    private readonly Crowds _crowds = new(EngineOptions.Default);

    [Fact]
    public void A_name_has_one_crowd_by_http_and_by_tls() => Assert.Same(Of("http-hostname"), Of("tls-sni"));

    [Fact]
    public void A_lookup_whose_source_anybody_can_write_speaks_for_lookups_alone()
    {
        Assert.NotSame(Of("dns-rrname"), Of("tls-sni"));
        Assert.NotSame(Of("dns-rrname"), Of("dest-ip"));
        Assert.NotSame(_crowds.Servers, Of("dns-rrname"));
    }

    [Theory]
    [InlineData("http-user-agent")]
    [InlineData("src-ip")]
    [InlineData("alert-signature")]
    public void No_crowd_vouches_for_an_actor(string view) => Assert.Null(Of(view));

    private CrowdMemory? Of(string name) => _crowds.Of(ShippedViews.All.Single(view => view.Name == name));
}
