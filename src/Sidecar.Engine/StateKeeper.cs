using System.Globalization;
using Sidecar.Engine.Flows;
using Sidecar.Engine.Profiles;
using Sidecar.Engine.Snapshots;
using Sidecar.Engine.Verdicts;

namespace Sidecar.Engine;

/// <summary>What of an engine outlives its process.</summary>
internal sealed record KeptParts(EventClock Clock, CrowdGate Gate, TickWork Ticks, ProfiledView[] Views, FlowTable Flows, Crowds Crowds);

/// <summary>
/// Makes immutable copies of what outlives the process between two records, the large parts in steps, and puts them back
/// at a start. Owned by the engine thread.
/// </summary>
/// <param name="restored">What the last run left.</param>
internal sealed class StateKeeper(string folder, SnapshotOptions options, TimeProvider time, Action<string> say, RestoredState restored, KeptParts parts)
{
    private readonly StateSaver _saver = new(folder, options, time, say);
    private readonly ProfiledView[] _views = parts.Views;
    private AccountState _before = AccountState.Empty;
    private long _sequence = restored.Sequence;
    private StateCopy? _copy;
    private SavedState _small = new();
    private bool _isLast;
    private int _sectionsNotUsed;
    private int _exclusionsRestored;
    private int _flowsRestored;
    private TimeSpan _longestPause;

    /// <summary>The writing thread has to catch up before there is more to do.</summary>
    public bool Waits => _copy is { Waits: true };

    /// <summary>Takes up what the last run left, before the first record, and says what was restored or left out.</summary>
    public void Restore()
    {
        foreach (string note in restored.Notes)
        {
            say(note);
        }

        if (!options.Restore || restored.State is not SavedState state)
        {
            return;
        }

        _before = state.Accounts ?? AccountState.Empty;
        if (state.Clock is ClockState saved)
        {
            parts.Clock.Restore(saved);
            parts.Gate.Restore(saved.IsGateOpen);
        }

        foreach (CrowdState crowds in state.Crowds)
        {
            RestoreCrowds(crowds);
        }

        foreach (ExclusionTableState table in state.Exclusions)
        {
            RestoreExclusions(table);
        }

        foreach (WindowState window in state.Windows)
        {
            RestoreWindow(window);
        }

        if (parts.Clock.HasStarted)
        {
            GoOn(state, parts.Clock.Now);
        }

        say(string.Create(
            CultureInfo.InvariantCulture,
            $"goes on where the state of {EventTimeName.Of(restored.Time)}Z stood, with {_exclusionsRestored} exclusions and {_views.Sum(view => view.Keys.Count)} keys; {_flowsRestored} flows are live"));
    }

    /// <summary>
    /// Called after each batch, and when there is nothing else to do: begins to copy the state when it is due, goes on
    /// copying; sections are written meanwhile. Each call takes a moment only.
    /// </summary>
    /// <param name="counts">The accounts of this run, asked for when a copy begins.</param>
    /// <returns>Whether there is more to copy.</returns>
    public bool Step(Func<IEnumerable<KeyValuePair<string, long>>> counts)
    {
        bool isDue = parts.Clock.HasStarted && _saver.IsDue(parts.Clock.Now);
        if (!isDue && _copy is null)
        {
            return false;
        }

        long before = time.GetTimestamp();
        if (isDue)
        {
            // Due while a copy goes on: nobody writes it any more, and the next one begins.
            _copy?.End([]);
            Begin();
            _small = Small(counts());
        }

        _copy!.Step(options.StepBytes);
        if (_copy.IsDone)
        {
            _copy.End(_small.Sections());
            _copy = null;
        }

        TimeSpan pause = time.GetElapsedTime(before);
        _longestPause = pause > _longestPause ? pause : _longestPause;
        return _copy is not null;
    }

    /// <summary>
    /// All input has ended: copies what goes on in the next run, before this one gives it up. From now on verdicts are part
    /// of the state that <see cref="Finish"/> ends.
    /// </summary>
    public void CopyLast()
    {
        _copy?.Finish(options.StepBytes);
        _copy?.End(_small.Sections());
        _saver.Finish();
        Begin();
        _copy!.Finish(options.StepBytes);
        _isLast = true;
    }

    /// <summary>The clean end of a run: the state is on the disk when this returns, or counted as failed.</summary>
    public void Finish(IEnumerable<KeyValuePair<string, long>> counts)
    {
        _copy!.End(Small(counts).Sections());
        _copy = null;
        _saver.Finish();
    }

    /// <summary>The exclusions as they are now, for the journal.</summary>
    public JournalFrame NextFrame()
    {
        SavedState state = new() { Clock = Clock(), Exclusions = Exclusions() };
        return new JournalFrame(_isLast ? _sequence : ++_sequence, SectionList.Encode([.. state.Sections()]));
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
        FilesSkipped = restored.FilesSkipped,
        SectionsSkipped = restored.SectionsSkipped + _sectionsNotUsed,
        ExclusionsRestored = _exclusionsRestored,
        LongestPause = _longestPause,
    };

    private void Begin()
    {
        SectionQueue queue = new();
        _copy = new StateCopy(queue, [
            new FlowCopy(parts.Flows, [.. _views.Select(view => view.Window.Shape)], [.. _views.Select(view => view.Keys)], queue.Add),
            .. _views.Select(view => new WindowCopy(view.Keys, view.Window, queue.Add)),
            .. parts.Crowds.Memories.Select(memory => new CrowdCopy(memory.Key, parts.Crowds.Seed, memory.Value, queue.Add))]);
        _saver.Save(parts.Clock.Now, ++_sequence, queue);
    }

    private SavedState Small(IEnumerable<KeyValuePair<string, long>> counts) => new()
    {
        Clock = Clock(),
        Exclusions = Exclusions(),
        Models = [.. _views.Select(view => view.Exclusions.Model(view.View.Name)).OfType<ModelState>()],
        Accounts = _before.Plus(counts),
    };

    /// <summary>A tick that is being learned would be lost: the next run makes it.</summary>
    private ClockState? Clock()
    {
        if (!parts.Clock.HasStarted)
        {
            // A person may say what is excluded before the first record.
            return null;
        }

        ClockState clock = parts.Clock.State with { IsGateOpen = parts.Gate.IsOpen };
        return parts.Ticks.IsPending ? clock with { NextTick = parts.Ticks.Time } : clock;
    }

    private ExclusionTableState[] Exclusions() => [.. _views.Select(view => view.Exclusions.State(view.View.Name))];

    private void RestoreCrowds(CrowdState crowds)
    {
        if (!parts.Crowds.Memories.TryGetValue(crowds.Name, out CrowdMemory? memory) || memory.Crowd != crowds.Crowd || parts.Crowds.Seed != crowds.Seed)
        {
            _sectionsNotUsed++;
            return;
        }

        memory.RestoredUntil = restored.FileTime;
        foreach (CrowdRow service in crowds.Services)
        {
            memory.Restore(service);
        }
    }

    private void RestoreExclusions(ExclusionTableState table)
    {
        if (Array.Find(_views, view => view.View.Name == table.View) is not ProfiledView view)
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
        ProfiledView? view = Array.Find(_views, view => view.View.Name == window.View);
        if (view is null || !WindowCopy.Fits(window, view.Window))
        {
            // Counts of other things, or of another stretch of time: they cannot be added to.
            _sectionsNotUsed++;
            return;
        }

        view.Window.Restore(window.Panes);
    }

    /// <summary>With the windows where event time stands: flows that end count in them, and verdicts quote them.</summary>
    private void GoOn(SavedState state, long now)
    {
        foreach (ProfiledView view in _views)
        {
            view.Window.Advance(now);
        }

        FlowRestore flows = new(parts.Flows, _views);
        flows.Restore(state.Flows, now);
        _flowsRestored = parts.Flows.Live;
        _sectionsNotUsed += flows.ViewsNotUsed;
        foreach (ProfiledView view in _views)
        {
            ModelState? model = state.Models.FirstOrDefault(model => model.View == view.View.Name);
            view.Exclusions.Resume(model, view.Window.Snapshot(now));
        }
    }
}
