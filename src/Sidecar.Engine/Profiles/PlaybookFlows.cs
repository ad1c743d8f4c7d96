using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Sidecar.Engine.Profiles;

/// <summary>
/// The flow side of the offline join: what all flow records of one flow_id add up to, so that joining a transaction
/// with n flow records is one look-up. Records without flow_id are a group of their own, as in a pandas merge.
/// Bytes and packets each way, exact in 128 bits (pandas wraps at 2^63). One thread.
/// </summary>
internal sealed class PlaybookFlows
{
    /// <summary>Counters summed per flow, in the order of <see cref="PlaybookFeatures.SummedFields"/>.</summary>
    public const int CounterCount = 4;

    private readonly Dictionary<long, Sums> _byFlowId = [];
    private Sums _withoutFlowId;

    /// <summary>Flow records that came, those that cannot join included.</summary>
    public long Count { get; set; }

    public void Add(long? flowId, in Sums sums)
    {
        if (flowId is long id)
            CollectionsMarshal.GetValueRefOrAddDefault(_byFlowId, id, out _).Add(sums);
        else
            _withoutFlowId.Add(sums);
    }

    /// <summary>What a transaction of this flow_id is joined with; no rows when there is no such flow record.</summary>
    public Sums Of(long? flowId) =>
        flowId is long id ? _byFlowId.GetValueOrDefault(id) : _withoutFlowId;

    /// <summary>Totals over a number of flow records.</summary>
    internal struct Sums
    {
        public long Rows;
        public Counters Totals;

        public void Add(in Sums other)
        {
            Rows += other.Rows;
            for (int counter = 0; counter < CounterCount; counter++)
                Totals[counter] += other.Totals[counter];
        }
    }

    /// <summary>One total per summed counter.</summary>
    [InlineArray(CounterCount)]
    internal struct Counters
    {
        private Int128 _first;
    }
}
