using Sidecar.Engine.Flows;
using Xunit;

namespace Sidecar.Tests.Flows;

/// <summary>Over random operations the table says of every transaction what a plain model says, in the same order.</summary>
public sealed class FlowTableModelTests
{
    private const long Second = 1_000_000;

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(2, 8, 20)]
    [InlineData(3, 8, 1000)]
    [InlineData(4, 1500, 5000)]
    public void Random_operations_agree_with_the_model(int seed, int maxFlows, int maxTransactions)
    {
        const long timeoutSeconds = 50;
        Random random = new(seed);
        FlowOptions options = new() { MaxFlows = maxFlows, MaxTransactions = maxTransactions, IdleTimeoutSeconds = timeoutSeconds };
        FlowCounters counters = new();
        List<Ended> ended = [];
        FlowTable table = new(options, counters, (in Transaction transaction, in FlowEnd end) =>
            ended.Add(new Ended(transaction.Key, end.FlowId, end.Finished, end.Alerted, end.BytesToServer)));
        FlowModel model = new(maxFlows, maxTransactions, timeoutSeconds * Second);

        long now = 0;
        for (int step = 0; step < 40_000; step++)
        {
            now += random.Next((int)Second / 10);
            long flowId = random.Next(maxFlows * 3 / 2 + 1);
            // Mostly one tuple for each id: another one means that the id was used again.
            ulong tuple = (ulong)(random.Next(20) == 0 ? random.Next(3) : 0);
            long seen = now - random.NextInt64(2 * Second);
            switch (random.Next(8))
            {
                case 0 or 1 or 2 or 3:
                    table.Touch(flowId, tuple, seen);
                    model.Touch(flowId, tuple, seen);
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
                case 5 or 6:
                    long start = now - random.NextInt64(10 * Second);
                    bool alerted = random.Next(5) == 0;
                    FlowEnd end = new() { FlowId = flowId, Start = start, BytesToServer = step, Alerted = alerted, Finished = true };
                    Assert.Equal(model.Close(flowId, tuple, start, alerted, step), table.Close(flowId, tuple, end));
                    break;
                case 7 when random.Next(100) == 0:
                    now += random.NextInt64(2 * timeoutSeconds * Second);
                    table.Expire(now);
                    model.Expire(now);
                    break;
            }

            AssertSame(model, table, counters);
        }

        table.GiveUpAll();
        model.GiveUpAll();
        AssertSame(model, table, counters);
        Assert.Equal((0, 0), (table.Live, table.WaitingTransactions));
        Assert.Equal(model.Ended, ended);
        Assert.All(new[] { model.Closed, model.Unfinished, model.Reused }, count => Assert.NotEqual(0, count));
    }

    private static void AssertSame(FlowModel model, FlowTable table, FlowCounters counters)
    {
        Assert.Equal(
            (model.Opened, model.Closed, model.Evicted, model.Unfinished, model.Reused, model.NotKept, model.Live, model.Waiting),
            (counters.Opened, counters.Closed, counters.Evicted, counters.Unfinished, counters.Reused, counters.TransactionsNotKept, table.Live, table.WaitingTransactions));
        Assert.Equal(counters.Opened, counters.Closed + counters.Evicted + counters.Unfinished + table.Live);
    }
}
