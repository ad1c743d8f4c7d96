using Sidecar.Engine.Flows;
using Xunit;

namespace Sidecar.Tests.Flows;

/// <summary>Walks over the rows while the table goes on: lists of flows, and copies for a snapshot.</summary>
public sealed class FlowScanTests : IDisposable
{
    private const int Count = 5000;

    private readonly FlowTable _table = new(FlowOptions.Default, new FlowCounters(), (in Transaction _, in FlowEnd _) => { });

    public FlowScanTests()
    {
        for (int id = 0; id < Count; id++)
        {
            _table.Touch(id, 1, id, FlowProtocol.Tcp, FlowState.Established);
            for (int i = 0; i < id * 7919 % 50; i++)
                _table.Wait(id, new Transaction { Key = i });
        }
    }

    public void Dispose() => _table.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(777)]
    [InlineData(FlowScan.Slice)]
    public void The_lists_are_those_that_sorting_gives_whatever_the_slices(int slice)
    {
        FlowScan scan = new(_table.Store, 20, new HashSet<(long, long)>());
        int slices = 1;
        while (scan.Continue(slice))
            slices++;
        Assert.Equal((Count + slice - 1) / slice, slices);
        Assert.Equal(Enumerable.Range(0, 20).Select(id => (long)id), scan.LongestLived.Select(flow => flow.FlowId));
        Assert.Equal(
            Enumerable.Range(0, Count).OrderByDescending(id => id * 7919 % 50).ThenBy(id => id).Take(20).Select(id => (long)id),
            scan.Heaviest.Select(flow => flow.FlowId));
    }

    [Fact]
    public void Flows_that_are_left_out_make_room_for_the_next_among_the_longest_lived_alone()
    {
        // The one that is left out by id and not by its beginning is another flow.
        FlowScan scan = new(_table.Store, 3, new HashSet<(long, long)> { (0, 0), (1, 2), (2, 2) });
        while (scan.Continue(FlowScan.Slice))
        {
        }

        Assert.Equal([1L, 3L, 4L], scan.LongestLived.Select(flow => flow.FlowId));
        Assert.Equal(3, scan.Heaviest.Count);
    }

    [Fact]
    public void Flows_are_found_by_their_ids_and_those_that_are_not_there_are_left_out()
    {
        _table.Close(7, 1, new FlowEnd { Finished = true });
        Assert.Equal([(5L, 5L), (9L, 9L)], _table.Store.Find([5, 7, Count + 1, 9]).Select(flow => (flow.FlowId, flow.FirstSeen)));
    }

    [Fact]
    public void A_flow_that_lives_through_a_walk_is_met_once_whatever_happens_between_the_slices()
    {
        Random random = new(1);
        HashSet<long> staying = [.. Enumerable.Range(0, Count).Where(id => id % 3 == 0).Select(id => (long)id)];
        List<long> met = [];
        int cursor = 0;
        while (_table.Store.TryNextRow(ref cursor, out FlowRow row))
        {
            met.Add(row.FlowId);
            long other = random.Next(Count);
            if (!staying.Contains(other))
                _table.Close(other, 1, new FlowEnd { Finished = true });
            _table.Touch(Count + random.Next(Count), 1, Count);
        }

        Assert.Equal(staying.Order(), met.Where(staying.Contains).Order());
        Assert.InRange(met.Count, staying.Count + 1, Count * 2);
    }

    [Fact]
    public void A_restored_table_goes_on_as_the_one_that_was_copied()
    {
        List<(int, long)> ended = [];
        using FlowTable restored = new(FlowOptions.Default, new FlowCounters(), (in Transaction transaction, in FlowEnd end) => ended.Add((transaction.Key, end.FlowId)));
        restored.Advance(Count);
        int cursor = 0;
        while (_table.Store.TryNextRow(ref cursor, out FlowRow row))
        {
            Assert.True(restored.Restore(row));
            int at = TransactionPool.None;
            while (_table.Store.Transactions.TryShow(row.Waiting, ref at, out Transaction transaction))
                restored.Keep(transaction);
            Assert.False(restored.Restore(row));
        }

        Assert.Equal((_table.Live, _table.WaitingTransactions), (restored.Live, restored.WaitingTransactions));
        Assert.Equal(_table.LiveOf(FlowProtocol.Tcp, FlowState.Established), restored.LiveOf(FlowProtocol.Tcp, FlowState.Established));
        Assert.True(restored.Close(7, 1, new FlowEnd { FlowId = 7, Start = 7, Finished = true }));
        Assert.Equal(Enumerable.Range(0, 7 * 7919 % 50).Select(i => (i, 7L)), ended);
    }

    [Fact]
    public void Flows_whose_time_is_over_when_they_are_restored_end_as_unfinished()
    {
        FlowCounters counters = new();
        using FlowTable restored = new(FlowOptions.Default, counters, (in Transaction _, in FlowEnd _) => { });
        const long twoDays = 2 * 86_400 * 1_000_000L;
        restored.Advance(twoDays);
        int cursor = 0;
        while (_table.Store.TryNextRow(ref cursor, out FlowRow row))
            restored.Restore(row);
        restored.Advance(twoDays + restored.StretchMicroseconds);
        Assert.Equal((0, Count), (restored.Live, counters.UnfinishedOf(FlowProtocol.Tcp, UnfinishedCause.TimedOut)));
    }
}
