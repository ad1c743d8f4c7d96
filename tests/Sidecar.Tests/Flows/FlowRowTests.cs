using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Sidecar.Engine.Flows;
using Xunit;

namespace Sidecar.Tests.Flows;

public sealed class FlowRowTests
{
    [Fact]
    public void A_row_has_48_bytes_and_a_flow_56_with_its_share_of_the_index()
    {
        Assert.Equal((48, 48), (Unsafe.SizeOf<FlowRow>(), FlowRow.Bytes));
        Assert.Equal(56, FlowOptions.BytesPerFlow);
        Assert.Equal((64, 64), (Unsafe.SizeOf<FlowChunk>(), FlowChunk.Bytes));
        Assert.Equal(FlowIndex.BytesPerRow * 4_000_000.0, FlowIndex.ChunksFor(4_000_000) * 64.0, tolerance: 64);
    }

    [Theory]
    [InlineData(nameof(FlowRow.FlowId), 0)]
    [InlineData(nameof(FlowRow.FirstSeen), 8)]
    [InlineData(nameof(FlowRow.LastSeen), 16)]
    [InlineData(nameof(FlowRow.Tuple), 24)]
    [InlineData(nameof(FlowRow.Older), FlowRow.LinksAt)]
    [InlineData(nameof(FlowRow.Newer), 32)]
    [InlineData(nameof(FlowRow.Waiting), 36)]
    [InlineData(nameof(FlowRow.Transactions), 40)]
    [InlineData(nameof(FlowRow.Protocol), 44)]
    [InlineData(nameof(FlowRow.State), 45)]
    [InlineData(nameof(FlowRow.Marks), 46)]
    [InlineData(nameof(FlowRow.Unused), 47)]
    public void A_field_stands_where_it_always_stood(string field, int offset) =>
        Assert.Equal(offset, (int)Marshal.OffsetOf<FlowRow>(field));
}
