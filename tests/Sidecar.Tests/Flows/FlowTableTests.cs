using Sidecar.Engine.Flows;
using Xunit;

namespace Sidecar.Tests.Flows;

public sealed class FlowTableTests
{
    private const long Second = 1_000_000;

    private readonly FlowCounters _counters = new();
    private readonly List<(int Key, FlowEnd End)> _ended = [];

    [Fact]
    public void The_flow_record_hands_over_what_waited_in_order_of_arrival()
    {
        FlowTable flows = New();
        flows.Touch(1, 7, 100);
        flows.Wait(1, new Transaction { Key = 10 });
        flows.Wait(1, new Transaction { Key = 11 });
        Assert.True(flows.Close(1, 7, new FlowEnd { FlowId = 1, Start = 50, BytesToServer = 9, Finished = true }));
        Assert.Equal([10, 11], _ended.Select(pair => pair.Key));
        Assert.All(_ended, pair => Assert.Equal((9, true), (pair.End.BytesToServer, pair.End.Finished)));
        Assert.Single(_ended.Select(pair => pair.End.Number).Distinct());
        AssertBalanced(flows);
    }

    [Fact]
    public void A_record_behind_the_flow_record_opens_a_new_flow()
    {
        FlowTable flows = New();
        flows.Touch(1, 7, 100);
        flows.Close(1, 7, new FlowEnd { FlowId = 1, Finished = true });
        flows.Touch(1, 7, 200);
        flows.Wait(1, new Transaction { Key = 12 });
        flows.GiveUpAll();
        Assert.False(Assert.Single(_ended).End.Finished);
        Assert.Equal(2, _counters.Opened);
        AssertBalanced(flows);
    }

    [Fact]
    public void The_same_id_with_another_tuple_ends_the_earlier_flow_as_unfinished()
    {
        FlowTable flows = New();
        flows.Touch(1, 7, 100);
        flows.Wait(1, new Transaction { Key = 10 });
        flows.Touch(1, 8, 110);
        Assert.Equal(10, Assert.Single(_ended).Key);
        Assert.Equal(1, _counters.Reused);
        Assert.True(flows.Close(1, 8, new FlowEnd { FlowId = 1, Finished = true }));
        AssertBalanced(flows);
    }

    [Fact]
    public void A_record_that_names_no_tuple_is_of_the_flow_that_has_its_id()
    {
        FlowTable flows = New();
        flows.Touch(1, FlowTuple.Unknown, 100);
        flows.Wait(1, new Transaction { Key = 10 });
        flows.Touch(1, 7, 110);
        flows.Touch(1, FlowTuple.Unknown, 120);
        Assert.Equal(0, _counters.Reused);
        // The second record has named it.
        flows.Touch(1, 8, 130);
        Assert.Equal(1, _counters.Reused);
        Assert.True(flows.Close(1, 8, new FlowEnd { FlowId = 1, Start = 130, Finished = true }));
        flows.Touch(2, FlowTuple.Unknown, 140);
        Assert.True(flows.Close(2, 9, new FlowEnd { FlowId = 2, Start = 140, Finished = true }));
        AssertBalanced(flows);
    }

    [Fact]
    public void A_flow_record_that_starts_behind_the_last_activity_is_about_another_flow()
    {
        FlowTable flows = New();
        flows.Touch(1, 7, 100);
        flows.Wait(1, new Transaction { Key = 10 });
        Assert.False(flows.Close(1, 7, new FlowEnd { FlowId = 1, Start = 101, BytesToServer = 9, Finished = true }));
        Assert.Equal(0, Assert.Single(_ended).End.BytesToServer);
        Assert.Equal(1, _counters.Reused);
        AssertBalanced(flows);
    }

    [Fact]
    public void A_flow_record_alone_opens_nothing()
    {
        FlowTable flows = New();
        Assert.False(flows.Close(1, 7, new FlowEnd { FlowId = 1, Finished = true }));
        Assert.Equal(0, _counters.Opened);
    }

    [Fact]
    public void Full_table_evicts_the_idle_flow_first()
    {
        FlowTable flows = New(new FlowOptions { MemcapBytes = 2 * FlowOptions.BytesPerFlow });
        flows.Touch(1, 7, 1 * Second);
        flows.Wait(1, new Transaction { Key = 1 });
        flows.Touch(2, 7, 3 * Second);
        flows.Wait(2, new Transaction { Key = 2 });
        flows.Touch(1, 7, 6 * Second);
        flows.Touch(3, 7, 9 * Second);
        Assert.Equal(2, Assert.Single(_ended).Key);
        Assert.Equal(1, _counters.Evicted);
        AssertBalanced(flows);
    }

    [Fact]
    public void Idle_flows_expire_and_busy_ones_stay()
    {
        FlowTable flows = New(new FlowOptions { Timeouts = FlowTimes.Same(10), SlackSeconds = 0 });
        flows.Touch(1, 7, 0);
        flows.Touch(2, 7, 5_000_000);
        flows.Touch(1, 7, 8_000_000);
        // A little later: idle time is told in stretches.
        flows.Advance(15_000_001 + flows.StretchMicroseconds);
        Assert.Equal(1, flows.Live);
        Assert.True(flows.Close(1, 7, new FlowEnd { FlowId = 1, Finished = true }));
        Assert.Equal(1, _counters.Unfinished);
        AssertBalanced(flows);
    }

    [Fact]
    public void A_transaction_beyond_the_bound_counts_at_once()
    {
        FlowTable flows = New(new FlowOptions { MaxTransactions = 1 });
        flows.Touch(1, 7, 0);
        flows.Wait(1, new Transaction { Key = 1 });
        flows.Wait(1, new Transaction { Key = 2 });
        Assert.Equal((2, false), (Assert.Single(_ended).Key, _ended[0].End.Finished));
        Assert.Equal(1, _counters.TransactionsNotKept);
        flows.GiveUpAll();
        Assert.Equal([2, 1], _ended.Select(pair => pair.Key));
    }

    [Fact]
    public void An_alert_of_the_flow_is_known_at_its_end()
    {
        FlowTable flows = New();
        flows.Touch(1, 7, 0);
        flows.MarkAlerted(1);
        flows.Wait(1, new Transaction { Key = 1 });
        flows.Close(1, 7, new FlowEnd { FlowId = 1, Finished = true });
        Assert.True(Assert.Single(_ended).End.Alerted);
    }

    [Fact]
    public void Transactions_of_one_flow_share_a_number_that_the_next_flow_has_not()
    {
        FlowTable flows = New();
        foreach (int key in (int[])[1, 2, 3])
        {
            flows.Touch(1, 7, 100);
            flows.Wait(1, new Transaction { Key = key });
            if (key == 2)
                flows.Close(1, 7, new FlowEnd { FlowId = 1, Finished = true });
        }

        flows.GiveUpAll();
        long[] numbers = [.. _ended.Select(pair => pair.End.Number)];
        Assert.Equal(numbers[0], numbers[1]);
        Assert.True(numbers[2] > numbers[1]);
    }

    [Fact]
    public void A_late_record_does_not_make_a_flow_older()
    {
        FlowTable flows = New();
        flows.Touch(1, 7, 100);
        flows.Touch(1, 7, 50);
        Assert.True(flows.Close(1, 7, new FlowEnd { FlowId = 1, Start = 80, Finished = true }));
    }

    [Fact]
    public void A_flow_whose_only_record_stands_behind_a_gap_does_not_end_in_it()
    {
        FlowTable flows = New();
        flows.Touch(1, 7, 0);
        flows.Touch(2, 7, 10);
        // Its record says three days later; the next record of another flow says so too.
        flows.Doubt(3 * 86_400 * Second);
        flows.Touch(3, 7, (3 * 86_400 * Second) + 5);
        Assert.Equal((2, 1L), (flows.Live, _counters.UnfinishedOf(FlowProtocol.Other, UnfinishedCause.TimedOut)));
        Assert.True(flows.Close(2, 7, new FlowEnd { FlowId = 2, Start = 3 * 86_400 * Second, Finished = true }));
    }

    [Fact]
    public void A_doubt_ends_with_its_flow()
    {
        FlowTable flows = New();
        flows.Touch(1, 7, 0);
        flows.Doubt(3 * 86_400 * Second);
        flows.Close(1, 7, new FlowEnd { FlowId = 1, Finished = true });
        flows.Touch(2, 7, 10);
        flows.Advance(4 * 86_400 * Second);
        Assert.Equal((0, 1L), (flows.Live, _counters.Unfinished));
    }

    private FlowTable New(FlowOptions? options = null) =>
        new(options ?? FlowOptions.Default, _counters, (in Transaction transaction, in FlowEnd end) => _ended.Add((transaction.Key, end)));

    private void AssertBalanced(FlowTable flows) =>
        Assert.Equal(_counters.Opened, _counters.Closed + _counters.Evicted + _counters.Unfinished + flows.Live);
}
