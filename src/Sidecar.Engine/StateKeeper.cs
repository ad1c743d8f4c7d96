using System.Globalization;
using Sidecar.Engine.Profiles;
using Sidecar.Engine.Snapshots;
using Sidecar.Engine.Verdicts;

namespace Sidecar.Engine;

/// <summary>
/// What of an engine outlives its process: makes immutable copies of it between two records, the large ones in steps,
/// and puts them back at a start. Owned by the engine thread.
/// </summary>
internal sealed class StateKeeper(string folder, SnapshotOptions options, TimeProvider time, Action<string> say, EventClock clock, CrowdGate gate, ProfiledView[] views)
{
    /// <summary>Copied between two batches: less than half a millisecond.</summary>
    private const int StepBytes = 128 << 10;

    private readonly StateSaver _saver = new(folder, options, time, say);
    private RestoredState _restored = new();
    private AccountState _before = AccountState.Empty;
    private long _sequence;
    private StateCopy? _copy;
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

        foreach (WindowState window in state.Windows)
        {
            RestoreWindow(window);
        }

        say(string.Create(
            CultureInfo.InvariantCulture,
            $"goes on where the state of {EventTimeName.Of(_restored.Time)}Z stood, with {_exclusionsRestored} exclusions and {views.Sum(view => view.Keys.Count)} keys"));
    }

    /// <summary>
    /// Called after each batch, and when there is nothing else to do: begins to copy the state when it is due, goes on
    /// copying, hands the whole copy over. Each call takes a moment only.
    /// </summary>
    /// <param name="counts">The accounts of this run, asked for when a copy begins.</param>
    /// <returns>Whether there is more to copy.</returns>
    public bool Step(Func<IEnumerable<KeyValuePair<string, long>>> counts)
    {
        if (_copy is null && clock.HasStarted && _saver.IsDue(clock.Now))
        {
            _copy = NewCopy(counts());
        }

        if (_copy is not null && _copy.Step(StepBytes))
        {
            _saver.Save(_copy.Time, _copy.Sequence, _copy.Sections);
            _copy = null;
        }

        return _copy is not null;
    }

    /// <summary>The clean end of a run: the state is on the disk when this returns, or counted as failed.</summary>
    public void Finish(IEnumerable<KeyValuePair<string, long>> counts)
    {
        StateCopy last = NewCopy(counts);
        while (!last.Step(int.MaxValue))
        {
        }

        _saver.Finish(last.Time, last.Sequence, last.Sections);
    }

    /// <summary>The exclusions as they are now, for the journal.</summary>
    public JournalFrame NextFrame()
    {
        SavedState state = new() { Clock = Clock(), Exclusions = Exclusions() };
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

    private StateCopy NewCopy(IEnumerable<KeyValuePair<string, long>> counts)
    {
        SavedState small = new() { Clock = Clock(), Exclusions = Exclusions(), Accounts = _before.Plus(counts) };
        return new StateCopy(clock.Now, ++_sequence, small, [.. views.Select(view => new WindowCopy(view.Keys, view.Window))]);
    }

    /// <summary>Nothing before the first record: a person may say what is excluded by then.</summary>
    private ClockState? Clock() => clock.HasStarted ? clock.State with { IsGateOpen = gate.IsOpen } : null;

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

    private void RestoreWindow(WindowState window)
    {
        ProfiledView? view = Array.Find(views, view => view.View.Name == window.View);
        if (view is null || !WindowCopy.Fits(window, view.Window))
        {
            // Counts of other things, or of another stretch of time: they cannot be added to.
            _sectionsNotUsed++;
            return;
        }

        view.Window.Restore(window.Panes);
    }
}
