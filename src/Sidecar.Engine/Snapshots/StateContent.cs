using System.Diagnostics.CodeAnalysis;
using Sidecar.Engine.Memory;
using Sidecar.Engine.Profiles;
using Sidecar.Engine.Verdicts;

namespace Sidecar.Engine.Snapshots;

/// <summary>What a state holds, for people: read from one file, or as a start on the folder would find it. Immutable.</summary>
public sealed record StateContent
{
    /// <summary>The file; the folder when there is a journal only.</summary>
    public required string Path { get; init; }

    /// <summary>Event time in microseconds.</summary>
    public required long Time { get; init; }

    /// <summary>Event time of the exclusions when they are from the journal, being newer; absent when they are from the file.</summary>
    public long? JournalTime { get; init; }

    public required long Sequence { get; init; }

    /// <summary>Sections that this program does not know, or not in that version.</summary>
    public required int SectionsSkipped { get; init; }

    /// <summary>Flows whose flow record had not come yet.</summary>
    public required int LiveFlows { get; init; }

    /// <summary>One for each view.</summary>
    public required IReadOnlyList<ExclusionTableState> Exclusions { get; init; }

    /// <summary>One for each view that has profiles.</summary>
    public required IReadOnlyList<StateTable> Tables { get; init; }

    /// <summary>Counts since the first start on the folder, by name.</summary>
    public required IReadOnlyDictionary<string, long> Accounts { get; init; }

    /// <summary>States of a folder, newest first.</summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public static IReadOnlyList<string> Files(string folder) => StateFolder.NewestFirst(folder);

    /// <summary>Looks at one file without taking its content apart: whether it is whole, and what is in it.</summary>
    public static StateFileFault Verify(string path, out long time, out long sequence, out IReadOnlyList<StateEntry> sections)
    {
        (time, sequence, sections) = (0, 0, []);
        if (StateFileReader.TryOpen(path, out StateFileReader? reader, out StateFileFault fault))
        {
            using (reader)
            {
                (time, sequence, sections) = (reader.Header.Time, reader.Header.Sequence, reader.Entries);
            }
        }

        return fault;
    }

    /// <summary>Reads one file.</summary>
    public static bool TryRead(string path, [NotNullWhen(true)] out StateContent? content, out StateFileFault fault)
    {
        fault = RestoredState.TryRead(path, out SavedState? state, out StateHeader header, out int skipped);
        content = state is null ? null : Of(path, header.Time, header.Sequence, skipped, state);
        return content is not null;
    }

    /// <summary>What a start on this folder would go on with; false when there is nothing.</summary>
    /// <param name="notes">A line for each file that is left out.</param>
    public static bool TryReadNewest(string folder, [NotNullWhen(true)] out StateContent? content, out IReadOnlyList<string> notes)
    {
        RestoredState restored = RestoredState.Of(folder);
        notes = restored.Notes;
        content = (restored.State, restored.File) switch
        {
            (null, _) => null,
            (SavedState state, null) => Of(folder, restored.Time, restored.Sequence, restored.SectionsSkipped, state) with { JournalTime = restored.Time },
            (SavedState state, string file) => Of(file, restored.FileTime, restored.FileSequence, restored.SectionsSkipped, state) with
            {
                JournalTime = restored.IsJournalNewer ? restored.Time : null,
            },
        };
        return content is not null;
    }

    private static StateContent Of(string path, long time, long sequence, int skipped, SavedState state) => new()
    {
        Path = path,
        Time = time,
        Sequence = sequence,
        SectionsSkipped = skipped,
        LiveFlows = state.Flows.Sum(piece => piece.Count),
        Exclusions = state.Exclusions,
        Tables = [.. state.Windows.Select(window => StateTable.Of(window, Excluded(state, window.View)))],
        Accounts = state.Accounts?.Counts ?? AccountState.Empty.Counts,
    };

    private static SortedSet<byte[]> Excluded(SavedState state, string view) => new(
        state.Exclusions.Where(table => table.View == view).SelectMany(table => table.Excluded).Select(one => one.Key), ByBytes.Order);
}

/// <summary>The profiles of one view over the whole window.</summary>
/// <param name="Columns">Names of the values: what is counted distinctly, what is summed, alerts.</param>
/// <param name="Rows">The heaviest in records first.</param>
public sealed record StateTable(string View, IReadOnlyList<string> Columns, IReadOnlyList<StateRow> Rows)
{
    internal static StateTable Of(WindowState window, SortedSet<byte[]> excluded)
    {
        int sums = window.Distinct.Count;
        int records = sums + window.Totals.ToList().IndexOf("records");
        NativeHeap heap = new();
        IEnumerable<StateRow> rows = ByKey(window).Select(key => new StateRow(key.Key, Values(window, key.Value, heap), excluded.Contains(key.Key)));
        return new StateTable(
            window.View,
            [.. window.Distinct, .. window.Totals, "alerts"],
            [.. rows.OrderByDescending(row => records < sums ? 0 : row.Values[records])]);
    }

    private static SortedDictionary<byte[], List<ProfileState>> ByKey(WindowState window)
    {
        SortedDictionary<byte[], List<ProfileState>> byKey = new(ByBytes.Order);
        foreach (ProfileState profile in window.Panes.SelectMany(pane => pane.Profiles))
        {
            if (!byKey.TryGetValue(profile.Key, out List<ProfileState>? panes))
            {
                panes = [];
                byKey.Add(profile.Key, panes);
            }

            panes.Add(profile);
        }

        return byKey;
    }

    private static double[] Values(WindowState window, List<ProfileState> panes, NativeHeap heap)
    {
        int sums = window.Distinct.Count;
        double[] values = new double[sums + window.Totals.Count + 1];
        for (int i = 0; i < sums; i++)
        {
            DistinctCounter all = new();
            foreach (ProfileState pane in panes)
            {
                pane.Distinct[i].AddTo(ref all, heap);
            }

            values[i] = all.Count;
            all.GiveBack(heap);
        }

        foreach (ProfileState pane in panes)
        {
            for (int i = 0; i < window.Totals.Count; i++)
            {
                values[sums + i] += pane.Totals[i];
            }

            values[^1] += pane.Alerts;
        }

        return values;
    }
}

/// <summary>One key over the whole window.</summary>
/// <param name="Key">Canonical text, as an attacker chose it.</param>
/// <param name="Values">In the order of the table's columns.</param>
public sealed record StateRow(byte[] Key, IReadOnlyList<double> Values, bool Excluded);
