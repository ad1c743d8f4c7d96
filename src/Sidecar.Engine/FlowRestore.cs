using Sidecar.Engine.Flows;
using Sidecar.Engine.Profiles;
using Sidecar.Engine.Snapshots;

namespace Sidecar.Engine;

/// <summary>
/// Puts saved flows back into the table with the transactions that wait for them, whose keys get numbers of this process.
/// Used once, at a start, by the engine thread.
/// </summary>
internal sealed class FlowRestore(FlowTable flows, ProfiledView[] views)
{
    private const int None = -1;

    /// <summary>Views of the sections that are not here any more, or count something else: their transactions are left out.</summary>
    public int ViewsNotUsed { get; private set; }

    /// <param name="pieces">All sections of one state.</param>
    /// <param name="now">Event time in microseconds. Flows whose time is over then are closed as unfinished.</param>
    public void Restore(IReadOnlyList<FlowPiece> pieces, long now)
    {
        if (pieces.Count == 0)
        {
            return;
        }

        flows.Advance(now);
        flows.RestoreEmergency(pieces[0].IsEmergency);
        // One program made all sections: they have the same views.
        int[] numbers = [.. pieces[0].Views.Select(NumberOf)];
        ViewsNotUsed = numbers.Count(number => number == None);
        foreach (FlowPlace place in FlowOrder.Of(pieces))
        {
            FlowPiece piece = pieces[place.Piece];
            StateReader reader = new(piece.Content.Span[place.Offset..]);
            SavedFlow saved = FlowSection.Read(ref reader);
            bool isNew = flows.Restore(piece.HasTuples ? saved.Row : saved.Row with { Tuple = (uint)FlowTuple.Unknown });
            for (int i = 0; i < saved.Waiting; i++)
            {
                SavedTransaction transaction = FlowSection.Read(ref reader, piece.Views);
                if (isNew && transaction.Saved.View < numbers.Length && numbers[transaction.Saved.View] != None)
                {
                    Keep(transaction, numbers[transaction.Saved.View]);
                }
            }
        }
    }

    private int NumberOf(FlowViewState saved) =>
        Array.FindIndex(views, view => view.View.Name == saved.View && saved.Fits(view.Window.Shape));

    private void Keep(SavedTransaction saved, int view)
    {
        KeyTable keys = views[view].Keys;
        Transaction transaction = saved.Saved;
        transaction.View = (byte)view;
        transaction.Key = keys.Hold(saved.Key);
        ref KeyAddresses latest = ref keys.AddressesOf(transaction.Key);
        if (latest.Source.Length == 0)
        {
            latest.Source.Restore(saved.Source);
        }

        if (latest.Destination.Length == 0)
        {
            latest.Destination.Restore(saved.Destination);
        }

        flows.Keep(transaction);
    }
}
