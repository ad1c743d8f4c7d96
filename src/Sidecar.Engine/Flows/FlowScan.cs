namespace Sidecar.Engine.Flows;

/// <summary>
/// Finds the longest-lived and the heaviest (by transactions; bytes are known at the end) of the live flows, some rows at
/// a time: the engine thread calls <see cref="Continue"/> between records until it says that it is done, so that no
/// record waits for a look at ten million rows. What opens or ends meanwhile may be in the lists or not. Engine thread;
/// the lists are immutable and may go to any.
/// </summary>
/// <param name="leftOut">Flows that are not to be among the longest-lived.</param>
internal sealed class FlowScan(FlowStore store, int longest, IReadOnlySet<(long FlowId, long FirstSeen)> leftOut)
{
    /// <summary>Rows that take about a millisecond.</summary>
    public const int Slice = 1 << 16;

    private readonly PriorityQueue<LiveFlow, (long, long)> _lived = new();
    private readonly PriorityQueue<LiveFlow, (long, long)> _weighed = new();
    private int _cursor;

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<LiveFlow> LongestLived => Sorted(_lived);

    /// <summary>Most transactions first.</summary>
    public IReadOnlyList<LiveFlow> Heaviest => Sorted(_weighed);

    /// <summary>Looks at the next <paramref name="rows"/> rows.</summary>
    /// <returns>Whether there are more.</returns>
    public bool Continue(int rows)
    {
        for (int i = 0; i < rows && store.TryNextRow(ref _cursor, out FlowRow row); i++)
        {
            if (leftOut.Count == 0 || !leftOut.Contains((row.FlowId, row.FirstSeen)))
            {
                Offer(_lived, row, -row.FirstSeen);
            }

            Offer(_weighed, row, row.Transactions);
        }

        return _cursor < store.RowsTouched;
    }

    /// <summary>The least leaves; of equals that with the greater flow_id, whatever the order of the rows.</summary>
    private void Offer(PriorityQueue<LiveFlow, (long, long)> most, in FlowRow row, long weight)
    {
        (long, long) rank = (weight, -row.FlowId);
        if (most.Count < longest)
        {
            most.Enqueue(LiveFlow.Of(row), rank);
        }
        else if (most.TryPeek(out _, out (long, long) least) && rank.CompareTo(least) > 0)
        {
            most.DequeueEnqueue(LiveFlow.Of(row), rank);
        }
    }

    private static LiveFlow[] Sorted(PriorityQueue<LiveFlow, (long, long)> most) =>
        [.. most.UnorderedItems.OrderByDescending(item => item.Priority).Select(item => item.Element)];
}
