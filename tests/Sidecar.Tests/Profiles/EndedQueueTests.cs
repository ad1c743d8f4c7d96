using Sidecar.Engine.Flows;
using Sidecar.Engine.Profiles;
using Xunit;

namespace Sidecar.Tests.Profiles;

/// <summary>The queue against <see cref="Queue{T}"/>.</summary>
public sealed class EndedQueueTests
{
    [Fact]
    public void What_ends_first_is_taken_first()
    {
        Random random = new(5);
        KeyRows rows = new(new ViewShape(View.HttpUserAgent));
        rows.Reach(99);
        EndedQueue queue = new(rows);
        Queue<(int Key, ulong Value, long Flow)> model = [];
        for (int step = 0; step < 10_000; step++)
        {
            if (!queue.IsFull && random.Next(2) == 0)
            {
                Transaction transaction = new() { Key = random.Next(100) };
                transaction.Values[5] = (ulong)step;
                queue.Put(transaction, new FlowEnd { Number = step });
                model.Enqueue((transaction.Key, (ulong)step, step));
            }
            else if (model.TryDequeue(out (int Key, ulong Value, long Flow) expected))
            {
                ref readonly EndedTransaction ended = ref queue.Take();
                Assert.Equal(expected, (ended.Transaction.Key, ended.Transaction.Values[5], ended.Flow));
            }

            Assert.Equal(model.Count == 0, queue.IsEmpty);
            Assert.InRange(model.Count, 0, 4);
        }
    }

    [Fact]
    public void Whoever_looks_at_a_window_sees_each_flow_that_has_ended()
    {
        WindowRig rig = new(ProfileOptions.Default);
        FlowEnd end = new() { FlowId = 7, Finished = true };
        for (int ended = 1; ended <= 9; ended++)
        {
            rig.End(end, new Said("curl", 1, 2));
            // The count of flows is asked for after each, the flow's number once more after none.
            Assert.Equal((ended, ended), (rig.Find("curl", 0).Records, rig.Find("curl", 0).Flows));
        }

        rig.End(end with { FlowId = 8 }, new Said("wget"));
        Assert.Equal([8L], rig.Window.Evidence.Of("wget"u8).FlowIds);
        rig.End(end, new Said("late"));
        rig.Window.Advance(86_400_000_000);
        Assert.Equal(0, rig.Keys.Count);
    }
}
