using Sidecar.Engine;
using Sidecar.Engine.Flows;
using Sidecar.Engine.Profiles;
using Sidecar.Tests.Memory;
using Xunit;

namespace Sidecar.Tests.Flows;

[Collection(nameof(Alone))]
public sealed class FlowFloodTests
{
    [Fact]
    public void Five_million_distinct_flow_ids_leave_memory_at_the_cap()
    {
        const int flood = 5_000_000;
        const long memcap = 32 << 20;
        FlowCounters counters = new();
        using FlowTable table = new(new FlowOptions { MemcapBytes = memcap }, counters, (in Transaction _, in FlowEnd _) => { });
        Assert.InRange(table.Store.Meter.ReservedBytes, memcap, memcap + (80L << 20));
        long before = ProcessMemory.SettledBytes();
        for (long id = 0; id < flood; id++)
        {
            // A microsecond each: no time-out ends any.
            table.Touch(id, 1, id);
            table.Wait(id, new Transaction { Key = 1 });
        }

        // The transactions, which have a bound of their own, and a huge page at each end. The process around it may shrink.
        Assert.InRange(ProcessMemory.SettledBytes() - before, long.MinValue, memcap + (64L << 20) + (16L << 20));
        int fit = (int)(memcap / FlowOptions.BytesPerFlow);
        Assert.Equal((fit, flood - fit, 1L), (table.Live, counters.Evicted, counters.Emergencies));
        Assert.Equal(flood, counters.Opened);
    }

    [Fact]
    public void In_an_emergency_idle_flows_go_first_and_it_ends_when_enough_is_free()
    {
        FlowCounters counters = new();
        using FlowTable table = new(new FlowOptions { MemcapBytes = 100 * FlowOptions.BytesPerFlow }, counters, (in Transaction _, in FlowEnd _) => { });
        // UDP has an emergency time-out of 10 s, TCP of 5 s, for new flows; nothing has come to its own of a minute and a day.
        for (int id = 0; id < 100; id++)
            table.Touch(id, 1, id * 200_000, id % 2 == 0 ? FlowProtocol.Tcp : FlowProtocol.Udp, FlowState.New);
        Assert.False(table.IsEmergency);
        table.Touch(100, 1, 20_000_000, FlowProtocol.Tcp, FlowState.Established);
        Assert.True(table.IsEmergency);
        Assert.Equal((97, 0L, 4L), (table.Live, counters.Evicted, counters.UnfinishedOf(FlowProtocol.Tcp, UnfinishedCause.Emergency)));
        for (int id = 101; table.IsEmergency; id++)
            table.Touch(id, 1, 20_000_000, FlowProtocol.Tcp, FlowState.Established);
        // It ends at 70 of 100, with the next new flow; the last UDP flow that went was idle for 10 s.
        Assert.Equal((71, 0L), (table.Live, counters.Evicted));
        Assert.Equal((0, 1L), (table.LiveOf(FlowProtocol.Icmp, FlowState.New), counters.Emergencies));
    }

    [Fact]
    public void Heavy_hitters_of_before_are_known_after_a_flood()
    {
        EngineOptions options = EngineOptions.Default with { Flows = new FlowOptions { MemcapBytes = 1000 * FlowOptions.BytesPerFlow } };
        string[] loud = EveLines.LoudTraffic();
        // A quarter of an hour later, in the same window: 20,000 flows that never end.
        IEnumerable<string> flood = Enumerable.Range(0, 20_000).Select(i => EveLines.Http(1_000_000 + i, "flood", "10.9.9.9", 1000 + (i / 1000.0)));
        (Sidecar.Engine.Engine engine, string verdicts) = EveLines.Replay([.. loud, .. flood], options);
        Assert.Equal(19_000, engine.Stats().FlowsEvicted);
        Assert.Contains("\"key\":\"loud/1.0\"", verdicts, StringComparison.Ordinal);
        KeySnapshot known = Assert.Single(engine.Latest[0].Window.Keys, key => key.Key.AsSpan().SequenceEqual("loud/1.0"u8));
        Assert.Equal(750, known.Records);
    }
}
