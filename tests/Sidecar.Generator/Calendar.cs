namespace Sidecar.Generator;

/// <summary>
/// What is still to happen, in slots of 10 ms on a ring of eleven minutes (a flow record comes five minutes after the last
/// packet of a lookup), so that records leave in the order of their times.
/// </summary>
internal sealed class Calendar
{
    public const int SlotMicroseconds = 10_000;

    private const int Slots = 1 << 16;

    private readonly List<Happening>[] _slots = [.. Enumerable.Range(0, Slots).Select(_ => new List<Happening>())];

    public void Add(in Happening happening) => _slots[(happening.Time / SlotMicroseconds) & (Slots - 1)].Add(happening);

    /// <summary>What happens in the slot that begins at this time, in order; the caller clears it.</summary>
    public List<Happening> At(long slotStart)
    {
        List<Happening> slot = _slots[(slotStart / SlotMicroseconds) & (Slots - 1)];
        // By time, and of the same time by flow and kind: an unstable sort then gives one order only.
        slot.Sort(static (a, b) =>
        {
            int order = a.Time.CompareTo(b.Time);
            order = order != 0 ? order : a.FlowId.CompareTo(b.FlowId);
            order = order != 0 ? order : a.Kind.CompareTo(b.Kind);
            return order != 0 ? order : a.Tx.CompareTo(b.Tx);
        });
        return slot;
    }
}
