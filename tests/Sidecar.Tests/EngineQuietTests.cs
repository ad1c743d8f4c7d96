using Sidecar.Engine;
using Sidecar.Engine.Flows;
using Sidecar.Tests.Flows;
using Xunit;

namespace Sidecar.Tests;

/// <summary>A live link on which nothing comes: flows age by the clock, and event time waits.</summary>
public sealed class EngineQuietTests
{
    private const long Second = 1_000_000;

    private static readonly EngineOptions s_options = EngineOptions.Default with { Flows = new FlowOptions { Timeouts = FlowTimes.Same(100), SlackSeconds = 20 } };

    [Fact]
    public void Idle_flows_end_and_no_tick_is_made()
    {
        using Sidecar.Engine.Engine engine = new(s_options, [], snapshotFolder: null);
        engine.Quiet(1000 * Second);
        EveLines.Read(engine, [EveLines.Http(1, "one", at: 0), EveLines.Http(2, "one", at: 59)]);
        engine.Quiet(62 * Second);
        Assert.Equal((1, 1), (engine.Stats().FlowsLive, engine.Stats().FlowsUnfinished));
        engine.Quiet(122 * Second);
        Assert.Equal((0, 2), (engine.Stats().FlowsLive, engine.Stats().FlowsUnfinished));
        Assert.Empty(engine.Latest);
    }

    [Fact]
    public void Records_that_lag_behind_the_clock_are_taken_as_ever()
    {
        using Sidecar.Engine.Engine engine = new(s_options, [], snapshotFolder: null);
        EveLines.Read(engine, [EveLines.Http(1, "one", at: 0)]);
        engine.Quiet(90 * Second);
        EveLines.Read(engine, [EveLines.Http(1, "one", at: 10), EveLines.Http(2, "one", at: 10), EveLines.Flow(2, at: 11, start: 9)]);
        Assert.Equal((1, 1), (engine.Stats().FlowsLive, engine.Stats().FlowsJoined));
        // Seen at 10, not at 90: it ends when the clock says 130.
        engine.Quiet(121 * Second);
        Assert.Equal(0, engine.Stats().FlowsLive);
    }
}
