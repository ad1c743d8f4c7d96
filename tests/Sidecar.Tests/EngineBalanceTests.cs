using System.Globalization;
using Sidecar.Engine;
using Sidecar.Engine.Flows;
using Sidecar.Engine.Learning;
using Sidecar.Engine.Profiles;
using Sidecar.Engine.Verdicts;
using Sidecar.Tests.Flows;
using Xunit;

namespace Sidecar.Tests;

/// <summary>
/// With every bound so small that it is hit all the time, and times from anywhere, the accounts agree after each
/// record, nothing is held in the end, and the verdicts do not depend on the seed of a hash.
/// </summary>
public sealed class EngineBalanceTests
{
    private const int MaxFlows = 20;
    private const int MaxKeys = 16;

    private static readonly EngineOptions s_options = EngineOptions.Default with
    {
        Flows = new FlowOptions { MemcapBytes = MaxFlows * FlowOptions.BytesPerFlow, MaxTransactions = 30, Timeouts = FlowTimes.Same(40), SlackSeconds = 0 },
        Profiles = new ProfileOptions { WindowSeconds = 60, MaxKeys = MaxKeys },
        TickSeconds = 5,
        Sift = SiftOptions.Default with { MinRecords = 20, TimesMean = 0.1, MaxSources = 9 },
        Exclusions = new ExclusionOptions { LifeSeconds = 15 },
    };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Accounts_agree_after_each_record_and_nothing_is_held_in_the_end(int seed)
    {
        Sidecar.Engine.Engine engine = new(s_options, [], snapshotFolder: null);
        long received = 0;
        foreach (string line in Traffic(seed))
        {
            EveLines.Read(engine, [line]);
            EngineStats stats = engine.Stats();
            Assert.Equal(++received, stats.Received);
            Assert.Equal(stats.FlowsOpened, stats.FlowsClosed + stats.FlowsEvicted + stats.FlowsUnfinished + stats.FlowsLive);
            Assert.InRange(stats.FlowsLive, 0, MaxFlows);
            // The window, and what waits.
            Assert.InRange(stats.Views[0].Keys, 0, MaxKeys + 30);
        }

        engine.Finish();
        Assert.Equal(0, engine.Stats().FlowsLive);
        Assert.All(
            new[] { engine.Stats().FlowsClosed, engine.Stats().FlowsEvicted, engine.Stats().FlowsUnfinished, engine.Stats().FlowsReused, engine.Stats().TransactionsNotKept, engine.Stats().Views[0].KeysDropped },
            count => Assert.NotEqual(0, count));

        // A flow record opens nothing; two of them move event time to where the window holds nothing.
        EveLines.Read(engine, [EveLines.Flow(1, at: 1e8), EveLines.Flow(1, at: 1e8 + 1), EveLines.Flow(1, at: 1e8 + 2)]);
        // An excluded key is held, so that its next record finds the mark.
        Assert.Equal((0, engine.Stats().Views[0].Excluded), (engine.Stats().FlowsLive, engine.Stats().Views[0].Keys));
    }

    [Fact]
    public void Verdicts_do_not_depend_on_the_seed_of_a_hash()
    {
        string[] lines = [.. Traffic(4)];
        // Each engine hashes its keys with a seed of its own.
        string[] verdicts = [.. Enumerable.Range(0, 4).Select(_ => EveLines.Replay(lines, s_options).Verdicts)];
        Assert.Contains("\"action\":\"exclude\"", verdicts[0], StringComparison.Ordinal);
        Assert.All(verdicts, same => Assert.Equal(verdicts[0], same));
    }

    private static IEnumerable<string> Traffic(int seed)
    {
        Random random = new(seed);
        double now = 0;
        for (int record = 0; record < 6_000; record++)
        {
            now += random.Next(200) == 0 ? random.Next(200) : random.NextDouble() / 10;
            // Sometimes late, and now and then of another time altogether.
            double at = random.Next(100) == 0 ? random.Next(-1_000_000_000, 1_000_000_000) : Math.Max(0, now - random.NextDouble());
            int flow = random.Next(40);
            string source = random.Next(10) == 0 ? string.Create(CultureInfo.InvariantCulture, $"10.0.0.{random.Next(3)}") : "10.0.0.1";
            int agent = random.Next(3) == 0 ? random.Next(4) : random.Next(60);
            yield return random.Next(10) switch
            {
                0 => EveLines.Alert(flow, source, at),
                < 4 => EveLines.Flow(flow, source, at, bytes: 100 + random.Next(1000), start: at - random.Next(3)),
                _ => EveLines.Http(flow, $"agent/{agent}", source, at, url: $"/{random.Next(agent < 4 ? 500 : 3)}"),
            };
        }
    }
}
