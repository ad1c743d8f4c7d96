using System.Text;
using Sidecar.Engine.Profiles;
using Xunit;

namespace Sidecar.Tests.Profiles;

public sealed class WindowSnapshotTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(64)]
    public void Every_key_is_found_and_no_other(int count)
    {
        WindowSnapshot window = Window([.. Enumerable.Range(0, count).Select(i => Key($"key/{2 * i:000}", records: i + 1))]);
        for (int i = -1; i <= 2 * count; i++)
            Assert.Equal(i % 2 == 0 && i < 2 * count ? (i / 2) + 1 : 0, window.Find(Encoding.UTF8.GetBytes($"key/{i:000}")).Records);
    }

    [Fact]
    public void A_key_that_is_not_there_has_as_many_zeros_as_the_view_has_features()
    {
        KeySnapshot missing = Window().Find("x"u8.ToArray());
        Assert.Equal(new double[9], missing.Features);
        Assert.Equal((0.0, 0L, 0L, 0L), (missing.Bytes, missing.Flows, missing.Alerts, missing.Sources));
    }

    [Fact]
    public void Shares_are_parts_of_the_window()
    {
        KeySnapshot key = Key("a", records: 30, flows: 1, toServer: 75, toClient: 15);
        // Ten records belong to keys that left at a bound.
        KeyShares shares = Window([key, Key("b", records: 60, flows: 3, toServer: 5, toClient: 5)], dropped: 10).SharesOf(key);
        Assert.Equal(new KeyShares(0.3, 0.9, 0.25), shares);
        // Bytes weigh nothing: it is records that are excluded.
        Assert.Equal(0.3, shares.Weight);
        Assert.Equal(0.275, shares.Volume, 12);
    }

    [Fact]
    public void Of_nothing_every_share_is_zero() =>
        Assert.Equal(default, Window().SharesOf(Key("a", records: 1, flows: 1, toServer: 1)));

    private static WindowSnapshot Window(KeySnapshot[]? keys = null, long dropped = 0) => new(View.HttpUserAgent, 0, 1, keys ?? [], dropped);

    private static KeySnapshot Key(string text, long records, long flows = 0, double toServer = 0, double toClient = 0) => new()
    {
        Key = Encoding.UTF8.GetBytes(text),
        Features = [0, 0, 0, 0, 0, toServer, toClient, 0, 0],
        Records = records,
        Flows = flows,
        Bytes = toServer + toClient,
        Alerts = 0,
        Sources = 0,
    };
}
