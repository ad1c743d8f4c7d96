using Sidecar.Engine.Flows;
using Sidecar.Engine.Snapshots;
using Sidecar.Tests.Memory;
using Xunit;

namespace Sidecar.Tests.Snapshots;

/// <summary>The engine thread copies a state beside the collector: nothing of it is an array that fills its heap.</summary>
[Collection(nameof(Alone))]
public sealed class SectionBlocksTests
{
    private const int Flows = 200_000;

    [Fact]
    public void A_copy_of_many_flows_allocates_next_to_nothing_and_collects_nothing()
    {
        using FlowTable flows = new(new FlowOptions { MemcapBytes = 64 << 20 }, new FlowCounters(), (in Transaction _, in FlowEnd _) => { });
        for (long flow = 1; flow <= Flows; flow++)
        {
            flows.Touch(flow, 1, flow, FlowProtocol.Tcp, FlowState.Established);
        }

        Copy(flows, out _);
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        int collections = GC.CollectionCount(2);
        Copy(flows, out long bytes);
        Assert.True(bytes > Flows * 40L, $"only {bytes} bytes were copied");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - allocated, 0, bytes / 100);
        Assert.Equal(collections, GC.CollectionCount(2));
    }

    [Fact]
    public void What_is_not_written_is_given_back_and_a_longer_section_fits()
    {
        StateWriter writer = new(isLarge: true);
        byte[] part = new byte[300_000];
        for (int i = 0; i < 10; i++)
        {
            part.AsSpan().Fill((byte)i);
            writer.Bytes(part);
        }

        StateSection section = writer.Section("large", 1);
        StateReader reader = new(section.Content.Span);
        for (int i = 0; i < 10; i++)
        {
            Assert.Equal(part.Length, reader.Span().Count((byte)i));
        }

        Assert.Equal((true, 0), (reader.IsGood, reader.Left));
        section.GiveBack();
        StateWriter unwanted = new(isLarge: true);
        unwanted.Int32(1);
        unwanted.GiveBack();
        unwanted.GiveBack();
        StateWriter one = new(isLarge: true);
        StateWriter other = new(isLarge: true);
        one.Int32(1);
        other.Int32(2);
        Assert.Equal(1, new StateReader(one.Written.Span).Int32());
        one.GiveBack();
        other.GiveBack();
        SectionBlocks.Trim();
    }

    private static void Copy(FlowTable flows, out long bytes)
    {
        long copied = 0;
        FlowCopy copy = new(flows, [], [], section =>
        {
            copied += section.Content.Length;
            section.GiveBack();
        });
        while (!copy.IsDone)
        {
            copy.Step(1 << 17);
        }

        bytes = copied;
    }
}
