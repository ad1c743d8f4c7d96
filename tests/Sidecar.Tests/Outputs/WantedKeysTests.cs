using Sidecar.Engine.Outputs;
using Sidecar.Engine.Verdicts;
using Xunit;

namespace Sidecar.Tests.Outputs;

public sealed class WantedKeysTests
{
    private static readonly Dataset s_names = Dataset.All[0];
    private readonly DatasetCounters _counters = new();
    private readonly WantedKeys _keys;

    public WantedKeysTests() => _keys = new WantedKeys(DatasetOptions.Default with { MaxKeys = 3 }, _counters);

    [Fact]
    public void A_key_comes_with_its_exclusion_and_goes_with_its_end()
    {
        Assert.True(Take(VerdictAction.Exclude, "a"));
        Assert.False(Take(VerdictAction.Renew, "a"));
        Assert.Equal(["+a"], Changes());
        Assert.True(Take(VerdictAction.Release, "a"));
        Assert.False(Take(VerdictAction.Release, "a"));
        Assert.Equal(["-a"], Changes());
        Take(VerdictAction.Renew, "b");
        Take(VerdictAction.Expire, "b");
        Assert.Equal(["-b"], Changes());
    }

    [Theory]
    [InlineData(VerdictAction.Mark, "tls-sni", 0)]
    [InlineData(VerdictAction.Exclude, "http-user-agent", 0)]
    [InlineData(VerdictAction.Exclude, "tls-sni", 1)]
    public void A_mark_another_view_and_a_key_with_alerts_are_never_told(VerdictAction action, string view, long alerts)
    {
        Assert.False(_keys.Take(DatasetVerdicts.Of(action, "a", view, alerts)));
        Assert.Empty(Changes());
        Assert.Empty(_keys.TakeAll(s_names));
    }

    [Fact]
    public void A_renewal_of_a_key_that_drew_an_alert_takes_it_out()
    {
        Take(VerdictAction.Exclude, "a");
        Changes();
        Assert.True(_keys.Take(DatasetVerdicts.Of(VerdictAction.Renew, "a", alerts: 1)));
        Assert.Equal(["-a"], Changes());
    }

    [Fact]
    public void What_fits_into_no_dataset_is_counted()
    {
        Assert.False(Take(VerdictAction.Exclude, "192.0.2.1"));
        Assert.Equal(1, _counters.Stats().Unfit);
    }

    [Fact]
    public void Keys_beyond_the_bound_are_left_out_and_counted()
    {
        foreach (string key in (string[])["a", "b", "c", "d"])
            Take(VerdictAction.Exclude, key);
        Assert.Equal(1, _counters.Stats().Full);
        Assert.Equal(3, _keys.TakeAll(s_names).Length);
        Take(VerdictAction.Expire, "a");
        Take(VerdictAction.Exclude, "d");
        Assert.Equal(["+d", "-a"], Changes().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Changes_that_nobody_takes_do_not_grow_and_end_in_a_resync()
    {
        for (int i = 0; i < 4; i++)
        {
            Assert.False(_keys.HasOverflown);
            Take(VerdictAction.Exclude, $"k{i}");
            Take(VerdictAction.Release, $"k{i}");
        }

        Assert.True(_keys.HasOverflown);
        Take(VerdictAction.Exclude, "a");
        Assert.Empty(Changes());
        _keys.Recover();
        Assert.Equal("a", NameOf(Assert.Single(_keys.TakeAll(s_names))));
        Take(VerdictAction.Exclude, "b");
        Assert.Equal(["+b"], Changes());
    }

    [Fact]
    public void To_take_all_of_one_dataset_leaves_the_changes_of_the_others()
    {
        Take(VerdictAction.Exclude, "a");
        _keys.Take(DatasetVerdicts.Of(VerdictAction.Exclude, "192.0.2.1", "dest-ip"));
        Assert.Equal("a", NameOf(Assert.Single(_keys.TakeAll(s_names))));
        Assert.True(_keys.TryNext(out DatasetKey key, out bool wanted));
        Assert.Equal(("192.0.2.1", true), (key.Value, wanted));
        Assert.False(_keys.TryNext(out _, out _));
    }

    private bool Take(VerdictAction action, string key) => _keys.Take(DatasetVerdicts.Of(action, key));

    private List<string> Changes()
    {
        List<string> changes = [];
        while (_keys.TryNext(out DatasetKey key, out bool wanted))
            changes.Add((wanted ? "+" : "-") + NameOf(key));
        return changes;
    }

    private static string NameOf(DatasetKey key) => System.Text.Encoding.ASCII.GetString(Convert.FromBase64String(key.Value));
}
