using System.Globalization;
using System.Text.Json;
using Xunit;

namespace Sidecar.EndToEnd;

/// <summary>The scene's times as Suricata read them: what learns by windows and what finds callers by their period rests on them.</summary>
public class SceneTimeTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 5, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_home_caller_calls_every_60_s_give_or_take_5_percent_for_3_hours()
    {
        List<DateTimeOffset> calls = [.. SceneRun.Scene.OfType("tls")
            .Where(record => record.GetProperty("tls").TryGetProperty("sni", out JsonElement sni) && sni.GetString() == "cdn-sync.update-check.example")
            .Select(record => Time(SceneRun.Scene.FlowById[record.GetProperty("flow_id").GetInt64()].GetProperty("flow"), "start")).Order()];
        Assert.Equal(180, calls.Count);
        Assert.All(calls.Zip(calls.Skip(1), (before, after) => (after - before).TotalSeconds), gap => Assert.InRange(gap, 56.95, 63.05));
        Assert.InRange((calls[^1] - calls[0]).TotalMinutes, 175, 185);
    }

    [Fact]
    public void One_flow_lasts_half_an_hour_and_no_other_a_tenth_of_it()
    {
        List<double> seconds = [.. SceneRun.Scene.OfType("flow").Select(record => record.GetProperty("flow"))
            .Select(flow => (Time(flow, "end") - Time(flow, "start")).TotalSeconds).OrderDescending()];
        Assert.InRange(seconds[0], 1800, 1810);
        Assert.InRange(seconds[1], 0, 180);
    }

    [Fact]
    public void Every_minute_to_1055_has_http_of_the_browsers_and_the_scanner_works_from_0820_to_0900()
    {
        ILookup<bool, double> minutes = SceneRun.Scene.OfType("http").ToLookup(
            record => record.GetProperty("http").GetProperty("http_user_agent").GetString() == "python-requests/2.31.0",
            record => (Time(record, "timestamp") - Start).TotalMinutes);
        Assert.Equal(Enumerable.Range(0, 176), minutes[false].Select(minute => (int)minute).Distinct().Order());
        Assert.All(minutes[true], minute => Assert.InRange(minute, 20, 60));
    }

    private static DateTimeOffset Time(JsonElement parent, string name) => DateTimeOffset.ParseExact(
        parent.GetProperty(name).GetString()!, "yyyy-MM-dd'T'HH:mm:ss.ffffffzzz", CultureInfo.InvariantCulture);
}
