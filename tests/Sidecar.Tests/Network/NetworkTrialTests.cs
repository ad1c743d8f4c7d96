using Sidecar.Engine;
using Sidecar.Generator;
using Sidecar.Generator.Trial;
using Xunit;

namespace Sidecar.Tests.Network;

/// <summary>The whole engine on networks whose truth is known. <c>make bench</c> runs the large ones, with more seeds.</summary>
public sealed class NetworkTrialTests
{
    private static readonly NetworkOptions s_network = new() { Clients = 200, Sites = 600, FlowsPerSecond = 20, Hours = 2 };

    [Theory]
    [InlineData(1, false, false)]
    [InlineData(2, true, false)]
    [InlineData(3, true, true)]
    public void What_is_loud_is_excluded_within_ten_minutes_and_no_caller_ever(ulong seed, bool wearCommonAgent, bool shareScannerHost)
    {
        NetworkTrial trial = NetworkTrial.Run(
            s_network with { Seed = seed, CallersWearCommonAgent = wearCommonAgent, CallersShareScannerHost = shareScannerHost }, EngineOptions.Default);
        Assert.All(trial.MinutesToExclude(), excluded => Assert.InRange(excluded.Value ?? double.MaxValue, 0, 10));
        Assert.Empty(trial.CallersExcluded);
        Assert.Empty(trial.Mistakes);
        Assert.InRange(trial.Hours[^1].OverOracle, 0.9, 1.5);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Where_nothing_is_heavy_nothing_is_excluded(ulong seed)
    {
        NetworkTrial trial = NetworkTrial.Run(s_network with { Seed = seed, Flat = true, Hours = 1 }, EngineOptions.Default);
        Assert.DoesNotContain(trial.Said, said => said.Action == "exclude");
        Assert.Equal(trial.Hours[0].Records, trial.Hours[0].Residual.Sum());
    }

    [Fact]
    public void A_caller_that_says_a_common_name_to_its_own_server_is_left_to_look_at()
    {
        NetworkTrial trial = NetworkTrial.Run(s_network with { Seed = 4, CallersSayCommonName = true }, EngineOptions.Default);
        TrialHour last = trial.Hours[^1];
        // Its calls are left beside what an oracle leaves, but for the first ones, by which it is known.
        Assert.InRange(last.Left, last.OracleLeaves - (last.Truth.OfCallers.Sum() / 10), 1.5 * last.OracleLeaves);
        Assert.Contains(trial.StillExcluded(), excluded => excluded == ("tls-sni", trial.Cast.Servers[trial.Cast.FirstService].Name));
    }

    [Fact]
    public void A_service_that_stops_is_excluded_no_more_when_its_time_is_over()
    {
        EngineOptions options = EngineOptions.Default;
        NetworkTrial trial = NetworkTrial.Run(
            s_network with { ServiceStopsAtHour = 1, Hours = 4 }, options with { Exclusions = options.Exclusions with { LifeSeconds = 2 * 3600 } });
        string stopped = trial.Cast.Servers[trial.Cast.FirstService].Name;
        Assert.Equal(["tls-sni exclude", "tls-sni expire"], trial.Said.Where(said => said.Key == stopped && said.View == "tls-sni").Select(said => $"{said.View} {said.Action}"));
        Assert.DoesNotContain(trial.StillExcluded(), excluded => excluded.Key == stopped);
        Assert.Contains(trial.StillExcluded(), excluded => excluded.Key == trial.Cast.Servers[trial.Cast.FirstService + 1].Name);
    }
}
