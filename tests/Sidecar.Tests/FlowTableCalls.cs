using Sidecar.Engine.Flows;

namespace Sidecar.Tests;

internal static class FlowTableCalls
{
    /// <summary>For who does not look at what the table adds to the end.</summary>
    public static bool Close(this FlowTable table, long flowId, ulong tuple, FlowEnd end) => table.Close(flowId, tuple, ref end);
}
