using System.Text;
using Sidecar.Engine;
using Sidecar.Engine.Outputs;
using Sidecar.Engine.Profiles;
using Xunit;

namespace Sidecar.Tests;

/// <summary>An engine that goes on with other options says what one says that had them from the start, from there on.</summary>
public sealed class EngineRetuneTests : IDisposable
{
    private static readonly EngineOptions s_options =
        EngineOptions.Default with { Views = [.. ShippedViews.All.Where(view => view.Name == "http-user-agent")] };

    private readonly MemoryStream _verdicts = new();
    private readonly VerdictFile _sink;
    private readonly Sidecar.Engine.Engine _engine;

    public EngineRetuneTests()
    {
        _sink = new VerdictFile(_verdicts);
        _engine = new Sidecar.Engine.Engine(s_options, [_sink], snapshotFolder: null);
    }

    public void Dispose()
    {
        _engine.Dispose();
        _sink.Dispose();
        _verdicts.Dispose();
    }

    [Fact]
    public void A_key_that_comes_on_to_the_never_list_is_released_at_the_next_tick()
    {
        EveLines.Read(_engine, EveLines.LoudTraffic());
        Assert.Contains("\"exclude\"", Verdicts(), StringComparison.Ordinal);
        _engine.Retune(s_options with { Sift = s_options.Sift with { Never = ["loud/1.0"] } });
        EveLines.Read(_engine, [EveLines.Http(9001, "quiet/1", at: 961), EveLines.Http(9002, "quiet/1", at: 963)]);
        string release = Assert.Single(Verdicts().Split('\n'), line => line.Contains("\"release\"", StringComparison.Ordinal));
        Assert.Contains("\"reason\":\"it is on the never list\"", release, StringComparison.Ordinal);
        Assert.Equal(0, _engine.Stats().Views[0].Excluded);
    }

    [Fact]
    public void Guards_hold_from_then_on()
    {
        string[] lines = EveLines.LoudTraffic();
        _engine.Retune(s_options with { Sift = s_options.Sift with { MinRecords = 1_000_000 } });
        EveLines.Read(_engine, lines[..1500]);
        Assert.Equal("", Verdicts());
        _engine.Retune(s_options);
        EveLines.Read(_engine, lines[1500..]);
        Assert.Contains("\"exclude\"", Verdicts(), StringComparison.Ordinal);
    }

    [Fact]
    public void Ticks_stand_at_the_multiples_of_another_interval()
    {
        EveLines.Read(_engine, [EveLines.Http(1, "a", at: 30)]);
        _engine.Retune(s_options with { TickSeconds = 20 });
        EveLines.Read(_engine, Enumerable.Range(31, 60).Select(second => EveLines.Http(second, "a", at: second)));
        Assert.Equal(Micros(80), _engine.Latest[0].Window.End);
    }

    [Fact]
    public void What_is_made_once_stays()
    {
        EngineOptions other = s_options with
        {
            Sift = s_options.Sift with { MinSources = 5, MinShare = 0.5 },
            Exclusions = s_options.Exclusions with { LifeSeconds = 5, MaxKeys = 5 },
            Profiles = s_options.Profiles with { MaxKeys = 77 },
            TickSeconds = 5,
        };
        _engine.Retune(other);
        Assert.Equal(
            (s_options.Sift.MinSources, 0.5, s_options.Exclusions.LifeSeconds, 5, s_options.Profiles.MaxKeys, 5L),
            (_engine.Options.Sift.MinSources, _engine.Options.Sift.MinShare, _engine.Options.Exclusions.LifeSeconds,
                _engine.Options.Exclusions.MaxKeys, _engine.Options.Profiles.MaxKeys, _engine.Options.TickSeconds));
    }

    private static long Micros(long seconds) => (new DateTimeOffset(2026, 1, 5, 8, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds() + seconds) * 1_000_000;

    private string Verdicts() => Encoding.UTF8.GetString(_verdicts.ToArray());
}
