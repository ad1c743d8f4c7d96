using Sidecar.Engine.Flows;
using Xunit;

namespace Sidecar.Tests.Flows;

/// <summary>Over random operations the table says of every transaction what a plain model says, in the same order.</summary>
public sealed class FlowTableModelTests
{
    private const long Second = 1_000_000;

    [Theory]
    [InlineData(1, 1, 1, 40_000)]
    [InlineData(2, 8, 20, 40_000)]
    [InlineData(3, 8, 30, 40_000)]
    [InlineData(4, 1500, 5000, 300_000)]
    [InlineData(5, 20_000, 40_000, 1_500_000)]
    public void Random_operations_agree_with_the_model(int seed, int maxFlows, int maxTransactions, int steps)
    {
        Random random = new(seed);
        FlowOptions options = new()
        {
            MemcapBytes = (long)maxFlows * FlowOptions.BytesPerFlow,
            MaxTransactions = maxTransactions,
            // Small against the time that the steps take, so that all of them end some flows.
            Timeouts = new FlowTimeouts { Other = new(40, 90, 4, 20), Tcp = new(60, 120, 10, 30), Udp = new(10, 50, 2, 10), Icmp = new(20, 30, 1, 5) },
            SlackSeconds = 10,
            MaxDelaySeconds = 3,
        };
        FlowCounters counters = new();
        List<Ended> ended = [];
        using FlowTable table = new(
            options,
            counters,
            (in Transaction transaction, in FlowEnd end) => ended.Add(new Ended(transaction.Key, end.FlowId, end.Finished, end.Alerted, end.BytesToServer)),
            hashKey: ((ulong)random.NextInt64(), (ulong)random.NextInt64()));
        FlowModel model = new(options, table.StretchMicroseconds);

        long now = -40 * Second;
        for (int step = 0; step < steps; step++)
        {
            // By turns so fast that the table is full of busy flows and so slow that idle ones end, with quiet times between.
            long pace = (step * 20L / steps) % 2 == 0 ? 40 * Second : Second;
            now += random.Next(20_000) == 0 ? random.NextInt64(200 * Second) : random.NextInt64(1 + (pace / maxFlows));
            long flowId = random.Next((maxFlows * 3 / 2) + 1);
            // Mostly one tuple for each id: another one means that the id was used again.
            uint tuple = (uint)(random.Next(20) == 0 ? random.Next(4) : 1);
            switch (random.Next(8))
            {
                case 0 or 1 or 2 or 3:
                    long seen = now - (random.Next(3) == 0 ? random.NextInt64(4 * Second) : 0);
                    (FlowProtocol protocol, FlowState state) = ((FlowProtocol)(flowId % 4), (FlowState)random.Next(2));
                    table.Touch(flowId, tuple, seen, protocol, state);
                    model.Touch(flowId, tuple, seen, protocol, state);
                    for (int i = random.Next(4); i > 0; i--)
                    {
                        table.Wait(flowId, new Transaction { Key = (step * 4) + i });
                        model.Wait(flowId, (step * 4) + i);
                    }

                    break;
                case 4 when model.Knows(flowId):
                    table.MarkAlerted(flowId);
                    model.MarkAlerted(flowId);
                    break;
                case 5 when random.Next(3) == 0:
                    long start = now - random.NextInt64(10 * Second);
                    bool alerted = random.Next(5) == 0;
                    FlowEnd end = new() { FlowId = flowId, Start = start, BytesToServer = step, Alerted = alerted, Finished = true };
                    Assert.Equal(model.Close(flowId, tuple, start, alerted, step), table.Close(flowId, tuple, end));
                    break;
                case 6:
                    table.Advance(now);
                    model.Advance(now);
                    break;
                case 7 when random.Next(2_000) == 0:
                    // A wrong timestamp, and back.
                    now += random.NextInt64(5 * Second);
                    table.Advance(now);
                    model.Advance(now);
                    now -= random.NextInt64(100 * Second);
                    table.Advance(now);
                    model.Advance(now);
                    break;
            }

            AssertSame(model, table, counters);
        }

        foreach (FlowProtocol protocol in Enum.GetValues<FlowProtocol>())
            Assert.All(Enum.GetValues<FlowState>(), state => Assert.Equal(model.LiveOf(protocol, state), table.LiveOf(protocol, state)));
        table.GiveUpAll();
        model.GiveUpAll();
        AssertSame(model, table, counters);
        Assert.Equal((0, 0), (table.Live, table.WaitingTransactions));
        Assert.Equal(model.Ended, ended);
        Assert.All(new[] { model.Closed, model.Evicted, model.Emergencies, model.Late, model.NotKept }.Concat(model.Unfinished), count => Assert.NotEqual(0, count));
    }

    private static void AssertSame(FlowModel model, FlowTable table, FlowCounters counters)
    {
        Assert.True(
            (model.Opened, model.Closed, model.Late, model.NotKept, model.Orphans, model.Live, model.Waiting)
            == (counters.Opened, counters.Closed, counters.Late, counters.TransactionsNotKept, counters.Orphans, table.Live, table.WaitingTransactions));
        Assert.True((model.Evicted, model.Emergencies, model.Unfinished.Sum()) == (counters.Evicted, counters.Emergencies, counters.Unfinished));
        Assert.True(model.Unfinished[(int)UnfinishedCause.Reused] == counters.Reused);
        Assert.True(counters.Opened == counters.Closed + counters.Evicted + counters.Unfinished + table.Live);
    }
}
