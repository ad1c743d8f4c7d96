using System.Buffers.Binary;
using Sidecar.Engine.Snapshots;
using Sidecar.Engine.Verdicts;
using Xunit;

namespace Sidecar.Tests.Snapshots;

/// <summary>Which of the files in a folder a start goes on with.</summary>
public sealed class RestoredStateTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Root => _folder.PathOf("");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_empty_or_missing_folder_is_nothing_to_go_on_with()
    {
        foreach (string folder in (string[])[Root, _folder.PathOf("none")])
        {
            RestoredState restored = RestoredState.Of(folder);
            Assert.Equal((null, 0, 0, 0), (restored.State, restored.Sequence, restored.FilesSkipped, restored.SectionsSkipped));
            Assert.Empty(restored.Notes);
        }
    }

    [Theory]
    [InlineData(long.MinValue, false)]
    [InlineData(long.MaxValue, false)]
    [InlineData(-1, true)]
    public void A_pane_beyond_the_end_of_time_is_none(long pane, bool isOne)
    {
        StateWriter writer = new();
        ProfileSection.Begin(writer, "view", [], [], 60_000_000, pane, default);
        Assert.Equal(isOne, ProfileSection.TryDecode(ProfileSection.Of(writer), out _));
    }

    [Fact]
    public void The_newest_by_sequence_is_taken_whatever_its_event_time()
    {
        Save(1, tick: 1, time: 9_000_000_000);
        Save(12, tick: 12, time: 1_000_000);
        Save(2, tick: 2, time: 5_000_000);
        RestoredState restored = RestoredState.Of(Root);
        Assert.Equal((12, 12, 1_000_000), (Tick(restored), restored.Sequence, restored.Time));
        Assert.Empty(restored.Notes);
    }

    [Fact]
    public void Damaged_truncated_newer_and_foreign_files_are_left_out_each_with_a_line()
    {
        Save(1, tick: 1);
        Damage(Save(2, tick: 2), file => file[^1] ^= 1);
        Damage(Save(3, tick: 3), file => BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(8), 2));
        string cut = Save(4, tick: 4);
        File.WriteAllBytes(cut, File.ReadAllBytes(cut)[..^1]);
        Damage(Save(5, tick: 5), file => file[0] = 0);
        Directory.CreateDirectory(_folder.PathOf("state-0000000006-x.evs"));
        RestoredState restored = RestoredState.Of(Root);
        Assert.Equal((1, 5, 4), (Tick(restored), restored.Sequence, restored.FilesSkipped));
        Assert.Equal(4, restored.Notes.Count);
        Assert.Contains("no state file", restored.Notes[0], StringComparison.Ordinal);
        Assert.EndsWith("bytes", restored.Notes[1], StringComparison.Ordinal);
        Assert.Contains("version 2", restored.Notes[2], StringComparison.Ordinal);
        Assert.Contains("checksum", restored.Notes[3], StringComparison.Ordinal);
        Assert.All(restored.Notes, note => Assert.Contains(Root, note, StringComparison.Ordinal));
    }

    [Fact]
    public void Only_damaged_ones_are_a_start_from_nothing_with_a_higher_sequence()
    {
        Damage(Save(8, tick: 2), file => file[60] ^= 1);
        RestoredState restored = RestoredState.Of(Root);
        Assert.Equal((null, 8, 1), (restored.State, restored.Sequence, restored.FilesSkipped));
    }

    [Fact]
    public void A_newer_journal_has_the_exclusions_and_the_later_clock_and_the_state_the_rest()
    {
        Save(5, tick: 5);
        Journal(6, tick: 7, now: 2_000_000);
        RestoredState restored = RestoredState.Of(Root);
        Assert.Equal((7, 6), (Tick(restored), restored.Sequence));
        Assert.Equal(new ClockState(2_000_000, 60_000_000), restored.State?.Clock);
        Assert.Equal(5, restored.State?.Accounts?.Counts["received"]);
    }

    [Fact]
    public void People_are_told_which_file_a_start_takes_and_the_time_of_its_profiles()
    {
        string taken = Save(5, tick: 5, time: 1_000_000);
        Damage(Save(6, tick: 6, time: 9_000_000), file => file[60] ^= 1);
        Assert.True(StateContent.TryReadNewest(Root, out StateContent? content, out _));
        Assert.Equal((taken, 5, 1_000_000, null), (content.Path, content.Sequence, content.Time, content.JournalTime));

        Journal(8, tick: 7, now: 2_000_000);
        Assert.True(StateContent.TryReadNewest(Root, out content, out _));
        Assert.Equal((taken, 5, 1_000_000, 2_000_000), (content.Path, content.Sequence, content.Time, content.JournalTime));

        File.Delete(taken);
        Assert.True(StateContent.TryReadNewest(Root, out content, out _));
        Assert.Equal((Root, 8, 2_000_000, 2_000_000), (content.Path, content.Sequence, content.Time, content.JournalTime));
    }

    [Fact]
    public void An_older_journal_has_nothing_to_say()
    {
        Save(5, tick: 5);
        Journal(4, tick: 4, now: 1);
        Assert.Equal((5, 5), (Tick(RestoredState.Of(Root)), RestoredState.Of(Root).Sequence));
    }

    [Fact]
    public void A_journal_alone_is_enough()
    {
        Journal(4, tick: 4, now: 1_000_000);
        Assert.Equal((4, 4), (Tick(RestoredState.Of(Root)), RestoredState.Of(Root).Sequence));
    }

    [Fact]
    public void A_damaged_state_costs_no_exclusion_that_the_journal_holds()
    {
        Save(3, tick: 3);
        Journal(4, tick: 4, now: 1_000_000);
        Damage(Save(5, tick: 5), file => file[60] ^= 1);
        Assert.Equal(4, Tick(RestoredState.Of(Root)));
    }

    [Fact]
    public void A_journal_of_another_program_is_left_out_with_a_line()
    {
        Save(3, tick: 3);
        File.WriteAllText(_folder.PathOf(ExclusionJournal.FileName), "not a journal at all");
        RestoredState restored = RestoredState.Of(Root);
        Assert.Equal((3, 1), (Tick(restored), restored.FilesSkipped));
        Assert.Contains(ExclusionJournal.FileName, Assert.Single(restored.Notes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("state-0000000042-20260105T081000Z.evs", 42L)]
    [InlineData("state-7-.evs", 7L)]
    [InlineData("state--7-x.evs", null)]
    [InlineData("state-x-20260105T081000Z.evs", null)]
    [InlineData("state-99999999999999999999-x.evs", null)]
    [InlineData("state-1-x.evs.tmp", null)]
    [InlineData("profiles-20260105T081000Z.ndjson.zst", null)]
    public void A_name_says_its_sequence(string name, long? sequence) =>
        Assert.Equal(sequence, StateFolder.TryReadName("/any/" + name, out long read) ? read : null);

    [Fact]
    public void The_newest_are_kept_by_count_and_by_bytes_and_what_is_half_written_goes()
    {
        for (int sequence = 1; sequence <= 6; sequence++)
            Save(sequence, tick: sequence);
        File.WriteAllText(_folder.PathOf("state-0000000007-x.evs.tmp"), "half");
        File.WriteAllText(_folder.PathOf("state-by-hand.evs"), "mine");
        long one = new FileInfo(StateFolder.NewestFirst(Root)[0]).Length;
        StateFolder.Clean(Root, new SnapshotOptions { StateKeep = 4 });
        Assert.Equal([6L, 5, 4, 3], Sequences());
        StateFolder.Clean(Root, new SnapshotOptions { StateKeep = 4, StateMaxBytes = (2 * one) + 20 });
        Assert.Equal([6L, 5], Sequences());
        StateFolder.Clean(Root, new SnapshotOptions { StateKeep = 4, StateMaxBytes = 1 });
        Assert.Equal([6L], Sequences());
        Assert.Equal(2, Directory.GetFiles(Root).Length);
    }

    private IEnumerable<long> Sequences() => StateFolder.NewestFirst(Root).Select(path => StateFolder.TryReadName(path, out long sequence) ? sequence : -1);

    private static int? Tick(RestoredState restored) => restored.State?.Exclusions.Single().Tick;

    private static SavedState State(int tick, long now) => new()
    {
        Clock = new ClockState(now, 60_000_000),
        Exclusions = [new ExclusionTableState("http-user-agent", tick, [], [])],
        Accounts = new AccountState(new Dictionary<string, long> { ["received"] = tick }),
    };

    private string Save(long sequence, int tick, long time = 1_000_000)
    {
        string path = _folder.PathOf(StateFolder.NameOf(sequence, time));
        WholeFile.Write(path, file => StateFileWriter.Write(file, time, sequence, State(tick, 1_000_000).Sections(), 3));
        return path;
    }

    private void Journal(long sequence, int tick, long now)
    {
        using ExclusionJournal journal = new(Root, 1 << 20);
        journal.Append(new JournalFrame(sequence, SectionList.Encode([.. State(tick, now).Sections()])));
    }

    private static void Damage(string path, Action<byte[]> change)
    {
        byte[] file = File.ReadAllBytes(path);
        change(file);
        File.WriteAllBytes(path, file);
    }
}
