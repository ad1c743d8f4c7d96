using Sidecar.Top;
using Xunit;

namespace Sidecar.Tests.Top;

/// <summary>Rates out of two looks.</summary>
public sealed class TopSampleTests
{
    [Fact]
    public void A_rate_is_by_the_clock_of_the_sidecar() => Assert.Equal(1000, Samples.Busy().Rate(stats => stats.Records.ByType["http"]));

    [Fact]
    public void The_first_look_has_no_rate() =>
        Assert.Null(new TopSample(Samples.Status(10, 1, 1, 1, 1)).Rate(stats => stats.Records.Parsed));

    [Fact]
    public void A_sidecar_that_started_again_has_none_either()
    {
        TopSample before = Samples.Busy();
        Assert.Null(before.Next(Samples.Status(13, 1, 1, 1, 1, pid: 8)).Rate(stats => stats.Records.Parsed));
        Assert.Null(before.Next(Samples.Status(1, 1, 1, 1, 1)).Rate(stats => stats.Records.Parsed));
        Assert.Empty(before.Next(Samples.Status(1, 1, 1, 1, 1)).Exclusions);
    }

    [Fact]
    public void A_report_that_is_no_newer_leaves_the_rate_as_it_was()
    {
        TopSample late = Samples.Busy().Next(Samples.Status(14, 2900, 1100, 600, 300) with { ReportAgeSeconds = 2 });
        Assert.Equal(1000, late.Rate(stats => stats.Records.ByType["http"]));
    }
}
