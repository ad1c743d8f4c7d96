using System.Runtime.CompilerServices;
using Sidecar.Engine.Flows;

namespace Sidecar.Engine.Profiles;

/// <summary>What every key counts, whatever its view: the columns of a key's totals, and the names of those that a view may learn from.</summary>
internal static class FlowSums
{
    /// <summary>Columns of the totals; the numbers of the record itself follow them.</summary>
    public const int Records = 0;
    public const int Flows = 1;
    public const int BytesToServer = 2;
    public const int BytesToClient = 3;
    public const int PacketsToServer = 4;
    public const int PacketsToClient = 5;
    public const int Count = 6;

    /// <summary>Of the columns that every key has, in their order.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["records", "flows", "flow.bytes_toserver", "flow.bytes_toclient", "flow.pkts_toserver", "flow.pkts_toclient"];

    /// <summary>The first has the counters of Suricata's flow record under their own names.</summary>
    public static IReadOnlyDictionary<string, int[]> Columns { get; } = new Dictionary<string, int[]>
    {
        ["records"] = [Records],
        ["flows"] = [Flows],
        ["flow.bytes"] = [BytesToServer, BytesToClient],
        ["flow.pkts"] = [PacketsToServer, PacketsToClient],
        ["flow.bytes_toserver"] = [BytesToServer],
        ["flow.bytes_toclient"] = [BytesToClient],
        ["flow.pkts_toserver"] = [PacketsToServer],
        ["flow.pkts_toclient"] = [PacketsToClient],
    };

    /// <summary>
    /// What one flow may count in bytes or packets: more (8 TiB) is no traffic but a broken counter, and with it sums of a
    /// thousand such flows are still exact in a double.
    /// </summary>
    public const long MaxCounter = 1L << 43;

    /// <summary>One record of a flow that has ended, with the flow's counters if they are known.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Of(in FlowEnd end, ref Row sums)
    {
        if (!end.Finished)
        {
            sums = default;
            sums[Records] = 1;
        }
        else
        {
            sums[Records] = 1;
            sums[Flows] = 1;
            sums[BytesToServer] = Math.Min(end.BytesToServer, MaxCounter);
            sums[BytesToClient] = Math.Min(end.BytesToClient, MaxCounter);
            sums[PacketsToServer] = Math.Min(end.PacketsToServer, MaxCounter);
            sums[PacketsToClient] = Math.Min(end.PacketsToClient, MaxCounter);
        }
    }

    /// <summary>A number for each column.</summary>
    [InlineArray(Count)]
    internal struct Row
    {
        private double _first;
    }
}
