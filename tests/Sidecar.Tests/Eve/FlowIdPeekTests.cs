using System.Text;
using Sidecar.Engine.Eve;
using Xunit;

namespace Sidecar.Tests.Eve;

public sealed class FlowIdPeekTests
{
    private const string Rest = ",\"event_type\":\"flow\",\"src_ip\":\"10.0.0.1\"}";

    [Theory]
    [InlineData("1", 1)]
    [InlineData("2194373463672318", 2_194_373_463_672_318)]
    [InlineData("0", 0)]
    [InlineData("9007199254740991", 9_007_199_254_740_991)]
    public void The_flow_id_behind_Suricatas_timestamp_is_seen(string digits, long flowId)
    {
        Assert.True(FlowIdPeek.TryRead(Encoding.ASCII.GetBytes("{\"timestamp\":\"2026-01-05T08:31:00.000000+0000\",\"flow_id\":" + digits + Rest), out long seen));
        Assert.Equal(flowId, seen);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"timestamp\":\"2026-01-05T08:31:00.000000+0000\",\"flow_id\":12")]
    [InlineData("{\"timestamp\":\"2026-01-05T08:31:00.000000+0000\",\"flow_id\":99999999999999999" + Rest)]
    [InlineData("{\"timestamp\":\"2026-01-05T08:31:00.000000+0000\",\"flow_id\":" + Rest)]
    [InlineData("{\"timestamp\":\"2026-01-05T08:31:00.000000+0000\",\"flow_id\":-1" + Rest)]
    [InlineData("{\"timestamp\":\"2026-01-05T08:31:00.000000+0000\",\"flow_id\":\"1\"" + Rest)]
    [InlineData("{\"timestamp\":\"2026-01-05T08:31:00.000000+0000\",\"event_type\":\"stats\",\"stats\":{\"uptime\":1}}")]
    [InlineData("{\"flow_id\":1,\"timestamp\":\"2026-01-05T08:31:00.000000+0000\",\"event_type\":\"flow\"}")]
    public void A_record_that_looks_otherwise_gives_no_hint(string record) =>
        Assert.False(FlowIdPeek.TryRead(Encoding.ASCII.GetBytes(record), out _));
}
