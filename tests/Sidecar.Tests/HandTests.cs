using System.Text;
using System.Text.Json;
using Sidecar.Engine;
using Sidecar.Engine.Eve;
using Sidecar.Engine.Learning;
using Sidecar.Engine.Outputs;
using Sidecar.Engine.Profiles;
using Sidecar.Engine.Verdicts;
using Sidecar.Tests.Verdicts;
using Xunit;

namespace Sidecar.Tests;

/// <summary>What people say about keys comes before what was learned. The engine reads a quarter of an hour at a time.</summary>
public sealed class HandTests : IDisposable
{
    private const string View = "http-user-agent";
    private const long Hour = 3600;

    private readonly MemoryStream _verdicts = new();
    private readonly VerdictFile _sink;
    private readonly Sidecar.Engine.Engine _engine;

    public HandTests()
    {
        _sink = new VerdictFile(_verdicts);
        _engine = new Sidecar.Engine.Engine(
            EngineOptions.Default with { Views = [ShippedViews.HttpUserAgent], Exclusions = new ExclusionOptions { MaxByHand = 3 } }, [_sink], snapshotFolder: null);
    }

    public void Dispose() => _sink.Dispose();

    [Fact]
    public void A_quiet_key_is_excluded_by_hand_until_its_time_is_over()
    {
        Quiet(minutes: 5, from: 0);
        Assert.Equal(HandOutcome.Done, Say(HandAction.Add, "quiet/1", life: 600));
        JsonElement verdict = Assert.Single(Lines());
        JsonElement body = verdict.GetProperty("heavy_hitter");
        Assert.Equal(("exclude", "quiet/1", "by hand"), (body.GetProperty("action").GetString(), body.GetProperty("key").GetString(), body.GetProperty("reason").GetString()));
        Assert.True(body.GetProperty("features").GetProperty("http.url").GetDouble() > 0);
        ExclusionStats one = Assert.Single(_engine.Hand.List());
        Assert.Equal(("quiet/1", true, HandAction.Add, one.Since + 600_000_000), (Text(one.Key), one.IsExcluded, one.ByHand, one.Expires));

        // It is as calm as can be, and stays.
        Quiet(minutes: 9, from: 5);
        Assert.Empty(Lines());
        Quiet(minutes: 3, from: 14);
        Assert.Equal(["expire"], Lines().Select(Action));
        Assert.Empty(_engine.Hand.List());
        Assert.Empty(_engine.Hand.Rules);
    }

    [Fact]
    public void An_alert_releases_what_was_added_but_not_what_was_pinned()
    {
        Quiet(minutes: 5, from: 0);
        Say(HandAction.Add, "quiet/1", life: Hour);
        Say(HandAction.Pin, "quiet/2");
        Lines();
        EveLines.Read(_engine, [.. Alerted(901, "quiet/1", 301), .. Alerted(902, "quiet/2", 302)]);
        Quiet(minutes: 2, from: 6);
        JsonElement verdict = Assert.Single(Lines());
        Assert.Equal(("release", "it drew an alert"), (Action(verdict), verdict.GetProperty("heavy_hitter").GetProperty("reason").GetString()));
        Assert.Equal(["quiet/2"], _engine.Hand.Rules.Select(rule => Text(rule.Key)));
    }

    [Fact]
    public void A_pin_has_no_end_until_it_is_removed()
    {
        Quiet(minutes: 5, from: 0);
        Say(HandAction.Pin, "quiet/1");
        Assert.False(Assert.Single(Lines()).GetProperty("heavy_hitter").TryGetProperty("expires", out _));
        Quiet(minutes: 5, from: 24 * 60);
        Assert.Empty(Lines());
        Assert.Null(Assert.Single(_engine.Hand.List()).Expires);
        Assert.Equal(HandOutcome.Done, Say(HandAction.Remove, "quiet/1"));
        Assert.Equal(["release"], Lines().Select(Action));
        Assert.Equal(HandOutcome.NotThere, Say(HandAction.Remove, "quiet/1"));
        Assert.Empty(Lines());
    }

    [Fact]
    public void The_residual_is_without_what_is_excluded_by_hand()
    {
        Say(HandAction.Pin, "quiet/1");
        Quiet(minutes: 10, from: 0);
        int http = (int)EventType.Http;
        // Every third second one of them, each twentieth of the seconds.
        Assert.Equal((200, 190), (_engine.Stats().ByType[http], _engine.Stats().ResidualByType[http]));
        Say(HandAction.Remove, "quiet/1");
        Quiet(minutes: 10, from: 10);
        Assert.Equal((400, 390), (_engine.Stats().ByType[http], _engine.Stats().ResidualByType[http]));
    }

    [Fact]
    public void Never_releases_a_learned_key_and_learning_leaves_it_alone_until_that_is_removed()
    {
        Loud(0);
        Assert.Equal(["exclude"], Lines().Select(Action));
        Assert.StartsWith("farthest cluster", Assert.Single(_engine.Hand.List()).Reason, StringComparison.Ordinal);
        Say(HandAction.Never, "loud/1.0");
        Assert.Equal(["release"], Lines().Select(Action));
        Loud(1);
        Assert.Empty(Lines());
        Assert.True(_engine.Stats().Views[0].RefusedByGuard[(int)Guard.NeverList] > 5);
        ExclusionStats never = Assert.Single(_engine.Hand.List());
        Assert.Equal((false, HandAction.Never), (never.IsExcluded, never.ByHand));
        Say(HandAction.Remove, "loud/1.0");
        Loud(2);
        Assert.Equal(["exclude"], Lines().Select(Action));
    }

    [Fact]
    public void A_key_that_was_removed_may_be_excluded_again()
    {
        Loud(0);
        Say(HandAction.Remove, "loud/1.0");
        Assert.Equal(["exclude", "release"], Lines().Select(Action));
        Loud(1);
        Assert.Equal(["exclude"], Lines().Select(Action));
    }

    [Fact]
    public void A_learned_key_that_is_pinned_is_renewed_without_an_end()
    {
        Loud(0);
        Lines();
        Say(HandAction.Pin, "loud/1.0");
        Assert.Equal(["renew"], Lines().Select(Action));
        Quiet(minutes: 90, from: 60);
        Assert.Empty(Lines());
    }

    [Fact]
    public void Commands_that_cannot_be_are_refused()
    {
        Assert.Equal(HandOutcome.NoSuchView, _engine.Apply("tls-nonsense", new HandCommand(HandAction.Pin, [1], 1), 0));
        Assert.Equal(HandOutcome.NoSuchKey, Say(HandAction.Pin, ""));
        Assert.Equal(HandOutcome.NoSuchKey, Say(HandAction.Pin, new string('a', _engine.Options.Profiles.MaxKeyBytes + 1)));
        Assert.Empty(Lines());
    }

    [Fact]
    public void At_the_bound_one_more_key_is_refused_but_one_that_is_there_may_change()
    {
        Assert.All(Enumerable.Range(0, 3), key => Assert.Equal(HandOutcome.Done, Say(HandAction.Never, $"{key}")));
        Assert.Equal(HandOutcome.TooMany, Say(HandAction.Never, "3"));
        Assert.Equal(HandOutcome.Done, Say(HandAction.Pin, "2"));
        Assert.Equal(HandOutcome.Done, Say(HandAction.Remove, "0"));
        Assert.Equal(HandOutcome.Done, Say(HandAction.Never, "3"));
    }

    [Fact]
    public void Before_the_first_record_a_verdict_has_the_time_of_the_wall()
    {
        Say(HandAction.Pin, "early");
        Assert.Equal("1970-01-01T00:00:00.000007+0000", Assert.Single(Lines()).GetProperty("timestamp").GetString());
    }

    [Fact]
    public void What_was_said_before_a_restart_holds_again()
    {
        Say(HandAction.Pin, "kept");
        Say(HandAction.Never, "loud/1.0");
        Sidecar.Engine.Engine next = new(EngineOptions.Default with { Views = [ShippedViews.HttpUserAgent] }, [], snapshotFolder: null);
        next.Hand.Restore(_engine.Hand.Rules);
        EveLines.Read(next, EveLines.LoudTraffic());
        next.Finish();
        Assert.Equal([("kept", true), ("loud/1.0", false)], next.Hand.List().Select(one => (Text(one.Key), one.IsExcluded)));
        Assert.Empty(next.History);
    }

    private static string Text(byte[] key) => Encoding.UTF8.GetString(key);

    private static string? Action(JsonElement verdict) => verdict.GetProperty("heavy_hitter").GetProperty("action").GetString();

    private static string[] Alerted(long flow, string userAgent, double at) =>
        [EveLines.Http(flow, userAgent, at: at), EveLines.Alert(flow, at: at), EveLines.Flow(flow, at: at, alerted: true)];

    private HandOutcome Say(HandAction action, string key, long life = Hour) =>
        _engine.Apply(View, new HandCommand(action, Encoding.UTF8.GetBytes(key), life), wallTime: 7);

    /// <summary>Verdicts since the last time, each held against the schema.</summary>
    private JsonElement[] Lines()
    {
        string[] lines = Encoding.UTF8.GetString(_verdicts.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        _verdicts.SetLength(0);
        Assert.All(lines, line => Assert.Empty(VerdictSchema.Faults(line)));
        return [.. lines.Select(line => JsonDocument.Parse(line).RootElement)];
    }

    /// <summary>Twenty user agents, one as quiet as the other.</summary>
    private void Quiet(int minutes, int from)
    {
        List<string> lines = [];
        for (int second = 60 * from; second < 60 * (from + minutes); second += 3)
        {
            lines.Add(EveLines.Http(second + 10_000, $"quiet/{second % 20}", $"10.0.1.{second % 17}", second));
            lines.Add(EveLines.Flow(second + 10_000, $"10.0.1.{second % 17}", second));
        }

        EveLines.Read(_engine, lines);
    }

    /// <summary>A quarter of an hour in which one is loud; each begins an hour behind the one before.</summary>
    private void Loud(int hour) => EveLines.Read(_engine, EveLines.LoudTraffic().Select(line => line.Replace("2026-01-05T08", $"2026-01-05T{8 + hour:00}", StringComparison.Ordinal)));
}
