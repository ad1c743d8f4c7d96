using System.Globalization;
using Sidecar.Engine.Snapshots;
using Sidecar.Engine.Verdicts;

namespace Sidecar.Engine;

/// <summary>
/// What of an engine outlives its process: makes immutable copies of it between two records, and puts them back at a
/// start. Owned by the engine thread.
/// </summary>
internal sealed class StateKeeper(string folder, SnapshotOptions options, TimeProvider time, Action<string> say, EventClock clock, CrowdGate gate, ProfiledView[] views)
{
    private readonly StateSaver _saver = new(folder, options, time, say);
    private RestoredState _restored = new();
    private AccountState _before = AccountState.Empty;
    private long _sequence;
    private int _sectionsNotUsed;
    private int _exclusionsRestored;

    /// <summary>Takes up what the last run left, before the first record, and says what was restored or left out.</summary>
    public void Restore()
    {
        _restored = RestoredState.Of(folder);
        _sequence = _restored.Sequence;
        foreach (string note in _restored.Notes)
        {
            say(note);
        }

        if (!options.Restore || _restored.State is not SavedState state)
        {
            return;
        }

        _before = state.Accounts ?? AccountState.Empty;
        if (state.Clock is ClockState saved)
        {
            clock.Restore(saved);
            gate.Restore(saved.IsGateOpen);
        }

        foreach (ExclusionTableState table in state.Exclusions)
        {
            RestoreExclusions(table);
        }

        say(string.Create(
            CultureInfo.InvariantCulture,
            $"goes on where the state of {EventTimeName.Of(_restored.Time)}Z stood, with {_exclusionsRestored} exclusions"));
    }

    /// <summary>Whether a state should be saved now; asked after each batch.</summary>
    public bool IsDue() => _saver.IsDue(clock.Now);

    /// <param name="counts">The accounts of this run.</param>
    public void Save(IEnumerable<KeyValuePair<string, long>> counts) => _saver.Save(clock.Now, ++_sequence, Copy(counts));

    /// <summary>The clean end of a run: the state is on the disk when this returns, or counted as failed.</summary>
    public void Finish(IEnumerable<KeyValuePair<string, long>> counts) => _saver.Finish(clock.Now, ++_sequence, Copy(counts));

    /// <summary>The exclusions as they are now, for the journal.</summary>
    public JournalFrame NextFrame()
    {
        SavedState state = new() { Clock = clock.State with { IsGateOpen = gate.IsOpen }, Exclusions = Exclusions() };
        return new JournalFrame(++_sequence, SectionList.Encode([.. state.Sections()]));
    }

    public StateStats Stats(Announcer announcer) => new()
    {
        Written = _saver.Written,
        Failed = _saver.Failed,
        Skipped = _saver.Skipped,
        JournalFailed = announcer.Failed,
        LinesDropped = announcer.Dropped,
        Latest = _saver.Latest,
        LatestError = _saver.LatestError ?? announcer.LatestError,
        FilesSkipped = _restored.FilesSkipped,
        SectionsSkipped = _restored.SectionsSkipped + _sectionsNotUsed,
        ExclusionsRestored = _exclusionsRestored,
    };

    private SavedState Copy(IEnumerable<KeyValuePair<string, long>> counts) => new()
    {
        Clock = clock.State with { IsGateOpen = gate.IsOpen },
        Exclusions = Exclusions(),
        Accounts = _before.Plus(counts),
    };

    private ExclusionTableState[] Exclusions() => [.. views.Select(view => view.Exclusions.State(view.View.Name))];

    private void RestoreExclusions(ExclusionTableState table)
    {
        if (Array.Find(views, view => view.View.Name == table.View) is not ProfiledView view)
        {
            // A view that the configuration no longer has.
            _sectionsNotUsed++;
            return;
        }

        view.Exclusions.Restore(table);
        _exclusionsRestored += table.Excluded.Count;
    }
}
