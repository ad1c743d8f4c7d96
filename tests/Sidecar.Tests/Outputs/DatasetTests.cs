using System.Text;
using Sidecar.Config;
using Sidecar.Engine.Outputs;
using Sidecar.Engine.Profiles;
using Xunit;

namespace Sidecar.Tests.Outputs;

public sealed class DatasetTests
{
    [Theory]
    [InlineData("tls-sni", "eve-sidecar-sni")]
    [InlineData("http-hostname", "eve-sidecar-host")]
    [InlineData("dest-ip", "eve-sidecar-ip")]
    [InlineData("src-ip", null)]
    [InlineData("http-user-agent", null)]
    [InlineData("dns-rrname", null)]
    public void A_view_has_the_dataset_of_its_key(string view, string? name) => Assert.Equal(name, Dataset.Of(ViewOf(view))?.Name);

    [Theory]
    [InlineData("tls-sni", "www.example.org", "d3d3LmV4YW1wbGUub3Jn")]
    [InlineData("tls-sni", "a\",b\\", "YSIsYlw=")]
    // A server without a name, or a name made up to look like one: who would know.
    [InlineData("tls-sni", "192.0.2.7", null)]
    [InlineData("tls-sni", "2001:db8::1", null)]
    [InlineData("tls-sni", "", null)]
    [InlineData("tls-sni", "two words", null)]
    [InlineData("tls-sni", "line\nfeed", null)]
    [InlineData("tls-sni", "ümlaut", null)]
    [InlineData("http-hostname", "12345", "MTIzNDU=")]
    [InlineData("dest-ip", "192.0.2.7", "192.0.2.7")]
    [InlineData("dest-ip", "2001:0db8:0000:0000:0000:0000:0000:0001", "2001:db8::1")]
    [InlineData("dest-ip", "0x7f000001", null)]
    [InlineData("dest-ip", "192.0.2", null)]
    [InlineData("dest-ip", "www.example.org", null)]
    public void A_key_is_written_as_the_command_wants_it_or_not_at_all(string view, string key, string? value)
    {
        Dataset set = Dataset.Of(ViewOf(view))!;
        Assert.Equal(value is not null, set.TryWrite(Encoding.UTF8.GetBytes(key), out string? written));
        Assert.Equal(value, written);
    }

    [Theory]
    [InlineData(253, true)]
    [InlineData(254, false)]
    public void A_name_that_is_longer_than_any_is_left_out(int length, bool fits) =>
        Assert.Equal(fits, Dataset.All[0].TryWrite(Encoding.ASCII.GetBytes(new string('a', length)), out _));

    [Theory]
    [InlineData("nowhere", "there is no view 'nowhere'")]
    [InlineData("dns-rrname", "fit into no dataset")]
    [InlineData("tls-sni,src-ip", "'src-ip' fit into no dataset")]
    public void Views_that_Suricata_cannot_be_told_of_are_refused(string views, string fault)
    {
        Assert.Contains(fault, Assert.Single(Faults($"datasets.views={views}", "datasets.socket=/x")), StringComparison.Ordinal);
        Assert.Empty(Faults($"datasets.views={views}"));
    }

    [Theory]
    [InlineData("views.tls-sni.effect=mark", "only marks")]
    [InlineData("views.dest-ip.where=dest_port=53", "has a condition")]
    public void So_are_views_of_which_it_would_do_less_or_more(string set, string fault) =>
        Assert.Contains(fault, Assert.Single(Faults(set, "datasets.socket=/x")), StringComparison.Ordinal);

    private static View ViewOf(string name) => ShippedViews.All.First(view => view.Name == name);

    private static IReadOnlyList<string> Faults(params string[] assignments)
    {
        try
        {
            ConfigurationReader.Read(null, assignments);
            return [];
        }
        catch (ConfigurationException e)
        {
            return e.Faults;
        }
    }
}
