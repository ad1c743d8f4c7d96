using Sidecar.Engine.Flows;
using Sidecar.Engine.Profiles;
using Sidecar.Engine.Snapshots;
using Xunit;

namespace Sidecar.Tests.Snapshots;

public sealed class FlowSectionTests
{
    private readonly KeyTable _keys = new(1);
    private readonly ViewShape _shape = new(View.HttpUserAgent);

    [Fact]
    public void Whatever_a_section_of_flows_holds_it_can_be_gone_on_with_or_is_left_out()
    {
        Random random = new(5);
        StateSection section = Assert.Single(Sections(200));
        int good = 0;
        for (int round = 0; round < 3_000; round++)
        {
            byte[] content = section.Content.ToArray()[..(round % 2 == 0 ? section.Content.Length : random.Next(section.Content.Length))];
            for (int change = random.Next(1, 4); change > 0 && content.Length > 0; change--)
                content[random.Next(content.Length)] = (byte)random.Next(256);
            SavedState read = SavedState.Of([section with { Content = content, Block = null }], out int skipped);
            Assert.Equal(skipped, 1 - read.Flows.Count);
            Assert.Equal(read.Flows.Sum(piece => piece.Count), FlowOrder.Of(read.Flows).Distinct().Count());
            good += read.Flows.Count;
        }

        Assert.InRange(good, 100, 2_000);
    }

    [Fact]
    public void Many_flows_are_cut_into_sections_and_come_back_in_the_order_in_which_they_would_end()
    {
        const int flows = 60_000;
        StateSection[] sections = [.. Sections(flows)];
        Assert.InRange(sections.Length, 3, 8);
        FlowPiece[] pieces = [.. SavedState.Of(sections.Reverse(), out int skipped).Flows];
        Assert.Equal((0, flows), (skipped, pieces.Sum(piece => piece.Count)));
        long[] ids = [.. FlowOrder.Of(pieces).Select(place => IdAt(pieces[place.Piece], place.Offset))];
        Assert.Equal(Enumerable.Range(0, flows).Select(i => (long)i), ids);
    }

    [Fact]
    public void A_flow_that_ends_while_the_copy_runs_is_in_it_and_one_that_begins_is_not()
    {
        using FlowTable table = Table(1_000);
        List<StateSection> sections = [];
        FlowCopy copy = new(table, [_shape], [_keys], sections.Add);
        Assert.True(table.Close(900, 1, new FlowEnd { Finished = true }));
        table.Touch(5_000, 1, 5_000);
        table.Touch(901, 1, 9_000);
        while (!copy.IsDone)
            copy.Step(1);
        FlowPiece[] pieces = [.. SavedState.Of(sections, out _).Flows];
        SavedFlow[] saved = [.. FlowOrder.Of(pieces).Select(place => At(pieces[place.Piece], place.Offset))];
        Assert.Equal(Enumerable.Range(0, 1_000).Select(i => (long)i), saved.Select(flow => flow.Row.FlowId));
        Assert.Equal(901, saved[901].Row.LastSeen);
    }

    private static long IdAt(FlowPiece piece, int offset) => At(piece, offset).Row.FlowId;

    private static SavedFlow At(FlowPiece piece, int offset)
    {
        StateReader reader = new(piece.Content.Span[offset..]);
        return FlowSection.Read(ref reader);
    }

    private List<StateSection> Sections(int flows)
    {
        using FlowTable table = Table(flows);
        List<StateSection> sections = [];
        FlowCopy copy = new(table, [_shape], [_keys], sections.Add);
        copy.Step(int.MaxValue);
        Assert.True(copy.IsDone);
        return sections;
    }

    /// <summary>Each seen once, a microsecond behind the one before; every third waits with a transaction.</summary>
    private FlowTable Table(int flows)
    {
        FlowTable table = new(FlowOptions.Default, new FlowCounters(), (in Transaction _, in FlowEnd _) => { });
        for (int flow = 0; flow < flows; flow++)
        {
            table.Touch(flow, 1, flow);
            if (flow % 3 == 0)
                table.Wait(flow, new Transaction { Key = _keys.Hold("key"u8) });
        }

        return table;
    }
}
