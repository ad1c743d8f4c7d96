using Sidecar.Engine.Flows;
using Sidecar.Engine.Memory;

namespace Sidecar.Engine.Profiles;

/// <summary>
/// The transactions of one view whose flows have ended, on their way to be counted some ends later: by then the row of the
/// key, its profile and the places of its values, of which each is found by the one before, have come into the cache. Whoever
/// looks at the window or changes it otherwise has all counted first, so that nothing but the time taken tells of it. Engine
/// thread.
/// </summary>
internal sealed class EndedQueue(KeyRows rows)
{
    /// <summary>Ends from coming to being counted; a power of two.</summary>
    private const int Steps = 4;

    private readonly EndedTransaction[] _places = new EndedTransaction[Steps];
    private uint _came;
    private uint _taken;

    public bool IsEmpty => _came == _taken;

    public bool IsFull => _came - _taken == Steps;

    /// <summary>Puts one behind the others, which take a step each. Not while it is full; the key must have a row.</summary>
    public void Put(in Transaction transaction, in FlowEnd end)
    {
        uint came = _came++;
        ref EndedTransaction place = ref Place(came);
        place.Transaction = transaction;
        place.Flow = end.Number;
        place.FlowId = end.FlowId;
        place.Alerted = end.Alerted;
        FlowSums.Of(end, ref place.Sums);
        rows.Foresee(transaction.Key);
        if (came == _taken)
        {
            return;
        }

        Native<KeyProfile> second = rows[Place(came - 1).Transaction.Key].Newest;
        if (!second.IsNone)
        {
            second.Value.Foresee();
        }

        if (came - 1 != _taken)
        {
            ref readonly Transaction before = ref Place(came - 2).Transaction;
            Native<KeyProfile> third = rows[before.Key].Newest;
            if (!third.IsNone)
            {
                third.Value.Foresee(before.Values);
            }
        }
    }

    /// <summary>Takes the one that waits longest; not while it is empty.</summary>
    /// <returns>Valid until the next is put.</returns>
    public ref readonly EndedTransaction Take() => ref Place(_taken++);

    private ref EndedTransaction Place(uint number) => ref _places[number % Steps];
}

/// <summary>A transaction, and of the flow that has ended what its key counts.</summary>
internal struct EndedTransaction
{
    public Transaction Transaction;

    /// <summary>Number of the flow's end.</summary>
    public long Flow;
    public long FlowId;

    /// <summary>What the flow adds to the totals: right before they are added would be too late, since they are read two at a time.</summary>
    public FlowSums.Row Sums;
    public bool Alerted;
}
