using System.Globalization;

namespace Sidecar.Engine.Snapshots;

/// <summary>
/// What a start finds on its folder: the newest state that is whole, with the exclusions of the journal when they are
/// newer, and a line for each file that had to be left out. Nothing in the folder is changed.
/// </summary>
internal sealed record RestoredState
{
    /// <summary>Absent when there is nothing to go on with.</summary>
    public SavedState? State { get; private init; }

    /// <summary>The highest sequence that any file claims, damaged ones too: the next state gets a higher one.</summary>
    public long Sequence { get; private init; }

    /// <summary>Event time of the state, in microseconds; of the exclusions when those of the journal are newer.</summary>
    public long Time { get; private init; }

    /// <summary>Event time of all but the exclusions.</summary>
    public long FileTime { get; private init; }

    /// <summary>The file that all but the exclusions are from; absent when there is a journal only.</summary>
    public string? File { get; private init; }

    /// <summary>Of <see cref="File"/>.</summary>
    public long FileSequence { get; private init; }

    /// <summary>Whether the exclusions are from the journal.</summary>
    public bool IsJournalNewer { get; private init; }

    public int FilesSkipped { get; private init; }

    /// <summary>Parts of the state that this program does not know, or not in that version.</summary>
    public int SectionsSkipped { get; private init; }

    /// <summary>One for each file or number of sections that was left out, for a person.</summary>
    public IReadOnlyList<string> Notes { get; private init; } = [];

    public static RestoredState Of(string folder)
    {
        List<string> notes = [];
        RestoredState found = NewestWhole(folder, notes);
        StateFileFault fault = ExclusionJournal.ReadLast(folder, out long sequence, out byte[] frame);
        if (!fault.IsNone)
        {
            notes.Add($"{Path.Combine(folder, ExclusionJournal.FileName)} is left out: {fault.Detail}");
            return found with { Notes = notes, FilesSkipped = found.FilesSkipped + 1 };
        }

        if (sequence > found.FileSequence && SectionList.TryDecode(frame, out IReadOnlyList<StateSection> sections))
        {
            SavedState newer = SavedState.Of(sections, out int skipped);
            SavedState older = found.State ?? new SavedState();
            found = found with
            {
                State = older with { Exclusions = newer.Exclusions, Clock = Later(older.Clock, newer.Clock) },
                Time = newer.Clock?.Now ?? found.Time,
                IsJournalNewer = true,
                SectionsSkipped = found.SectionsSkipped + skipped,
            };
        }

        if (found.SectionsSkipped > 0)
        {
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"{found.SectionsSkipped} parts of the state are of another version and left out"));
        }

        return found with { Notes = notes, Sequence = Math.Max(found.Sequence, sequence) };
    }

    private static RestoredState NewestWhole(string folder, List<string> notes)
    {
        long highest = 0;
        int skippedFiles = 0;
        foreach (string path in Files(folder, notes))
        {
            StateFolder.TryReadName(path, out long claimed);
            highest = Math.Max(highest, claimed);
            StateFileFault fault = TryRead(path, out SavedState? state, out StateHeader header, out int skipped);
            if (state is not null)
            {
                return new RestoredState
                {
                    State = state,
                    Time = header.Time,
                    FileTime = header.Time,
                    File = path,
                    FileSequence = header.Sequence,
                    Sequence = Math.Max(highest, header.Sequence),
                    SectionsSkipped = skipped,
                    FilesSkipped = skippedFiles,
                };
            }

            skippedFiles++;
            notes.Add($"{path} is left out: {fault.Detail}");
        }

        return new RestoredState { Sequence = highest, FilesSkipped = skippedFiles };
    }

    private static IReadOnlyList<string> Files(string folder, List<string> notes)
    {
        try
        {
            return StateFolder.NewestFirst(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            notes.Add($"no state is restored: {e.Message}");
            return [];
        }
    }

    /// <summary>One file, taken apart; absent when it has a fault.</summary>
    public static StateFileFault TryRead(string path, out SavedState? state, out StateHeader header, out int skipped)
    {
        state = null;
        header = default;
        skipped = 0;
        if (!StateFileReader.TryOpen(path, out StateFileReader? reader, out StateFileFault fault))
        {
            return fault;
        }

        using (reader)
        {
            header = reader.Header;
            List<StateSection> sections = [];
            foreach (StateEntry entry in reader.Entries)
            {
                if (!reader.TryUnpack(entry, out byte[]? content, out fault))
                {
                    return fault;
                }

                sections.Add(new StateSection(entry.Name, entry.Version, content));
            }

            state = SavedState.Of(sections, out skipped);
            return StateFileFault.None;
        }
    }

    private static ClockState? Later(ClockState? one, ClockState? other) =>
        one is not ClockState a ? other
        : other is not ClockState b ? one
        : new ClockState(Math.Max(a.Now, b.Now), Math.Max(a.NextTick, b.NextTick), b.IsGateOpen);
}
