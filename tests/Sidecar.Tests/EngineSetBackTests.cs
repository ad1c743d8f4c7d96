using System.Text;
using Sidecar.Engine.Eve;
using Sidecar.Engine.Verdicts;
using Xunit;

namespace Sidecar.Tests;

/// <summary>
/// A sensor's clock that was wrong for longer than a record or two does not end learning: when nothing but earlier
/// records comes, event time goes back to them.
/// </summary>
public sealed class EngineSetBackTests
{
    private const int Seconds = 12_000;

    [Theory]
    [InlineData("9999-12-31", 2)]
    [InlineData("9999-12-31", 500)]
    [InlineData("2036-01-05", 500)]
    public void A_wrong_time_that_lasted_is_left_when_only_earlier_records_come(string date, int wrongSeconds)
    {
        string[] wrong = [.. Traffic("wrong", wrongSeconds).Select(line => line.Replace("2026-01-05", date, StringComparison.Ordinal))];
        (Sidecar.Engine.Engine engine, _) = EveLines.Replay([.. wrong, .. Traffic("right", Seconds)]);
        TickResult last = engine.Latest[0];
        Assert.True(EveTime.TryParse(Encoding.ASCII.GetBytes(EveLines.Time(Seconds - 0.5)), out long end));
        Assert.Equal(end, last.Window.End);
        Assert.InRange(last.Model.Tick, 100, Seconds / 60);
        Assert.Equal(["right"], last.Window.Keys.Select(key => Encoding.UTF8.GetString(key.Key)));
        // Whole panes of an hour: 55 to 60 minutes of one record a second.
        Assert.InRange(last.Window.Records, 3_300, 3_600);
    }

    [Fact]
    public void Right_behind_the_step_back_the_window_holds_nothing_of_the_wrong_time()
    {
        string[] wrong = [.. Traffic("wrong", 500).Select(line => line.Replace("2026-01-05", "2036-01-05", StringComparison.Ordinal))];
        (Sidecar.Engine.Engine engine, _) = EveLines.Replay([.. wrong, .. Traffic("right", 5_100)]);
        Assert.Equal(["right"], engine.Latest[0].Window.Keys.Select(key => Encoding.UTF8.GetString(key.Key)));
    }

    /// <summary>A flow a second, of two packets.</summary>
    private static IEnumerable<string> Traffic(string userAgent, int seconds) => Enumerable.Range(0, seconds).SelectMany(second => (string[])
    [
        EveLines.Http(second, userAgent, at: second),
        EveLines.Flow(second, at: second + 0.5, start: second),
    ]);
}
