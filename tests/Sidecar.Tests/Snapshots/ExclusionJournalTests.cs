using Sidecar.Engine.Snapshots;
using Xunit;

namespace Sidecar.Tests.Snapshots;

public sealed class ExclusionJournalTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Root => _folder.PathOf("");

    private string Journal => _folder.PathOf(ExclusionJournal.FileName);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_last_frame_is_what_is_read()
    {
        Assert.Equal((0, ""), Last());
        Write(1 << 20, (5, "one"), (6, "two"), (9, "three"));
        Assert.Equal((9, "three"), Last());
    }

    [Fact]
    public void A_journal_goes_on_with_its_latest_frame_alone_after_a_restart_and_when_it_has_grown()
    {
        Write(1 << 20, (1, new string('a', 1000)), (2, "b"));
        Write(1 << 20, (3, "c"));
        Assert.Equal((3, "c"), Last());
        Assert.True(new FileInfo(Journal).Length < 100);

        using ExclusionJournal journal = new(Root, maxBytes: 300);
        for (int sequence = 4; sequence < 100; sequence++)
        {
            journal.Append(new JournalFrame(sequence, new byte[50]));
            Assert.InRange(new FileInfo(Journal).Length, 1, 300);
            Assert.Equal(sequence, Last().Sequence);
        }
    }

    [Fact]
    public void A_frame_larger_than_the_bound_is_still_written()
    {
        Write(10, (1, new string('a', 1000)), (2, new string('b', 1000)));
        Assert.Equal((2, new string('b', 1000)), Last());
    }

    [Fact]
    public void Cut_at_any_length_the_last_whole_frame_counts()
    {
        Write(1 << 20, (1, "one"), (2, "two"), (3, "three"));
        byte[] whole = File.ReadAllBytes(Journal);
        for (int length = 0; length <= whole.Length; length++)
        {
            File.WriteAllBytes(Journal, whole[..length]);
            StateFileFault fault = ExclusionJournal.ReadLast(Root, out long sequence, out byte[] content);
            Assert.Equal(length < 12 ? StateFileStatus.Truncated : StateFileStatus.Ok, fault.Status);
            Assert.Equal(length < 35 ? 0 : length < 58 ? 1 : length < 83 ? 2 : 3, sequence);
            Assert.Equal(((string[])["", "one", "two", "three"])[sequence], System.Text.Encoding.UTF8.GetString(content));
        }
    }

    [Fact]
    public void A_flipped_bit_costs_the_frame_that_it_is_in_and_those_behind_it()
    {
        Write(1 << 20, (1, "one"), (2, "two"), (3, "three"));
        byte[] whole = File.ReadAllBytes(Journal);
        for (int bit = 0; bit < 8 * whole.Length; bit++)
        {
            byte[] flipped = [.. whole];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            File.WriteAllBytes(Journal, flipped);
            StateFileFault fault = ExclusionJournal.ReadLast(Root, out long sequence, out _);
            Assert.Equal(bit / 8 < 12, !fault.IsNone);
            Assert.Equal(bit / 8 < 35 ? 0 : bit / 8 < 58 ? 1 : 2, sequence);
        }
    }

    [Fact]
    public void What_cannot_be_written_is_an_IO_exception_and_the_next_frame_is_written_when_it_can()
    {
        using ExclusionJournal journal = new(Root, 1 << 20);
        journal.Append(new JournalFrame(1, "one"u8.ToArray()));
        Directory.CreateDirectory(Journal + ".tmp");
        journal.Dispose();
        Assert.ThrowsAny<Exception>(() => journal.Append(new JournalFrame(2, "two"u8.ToArray())));
        Assert.Equal((1, "one"), Last());
        Directory.Delete(Journal + ".tmp");
        journal.Append(new JournalFrame(3, "three"u8.ToArray()));
        Assert.Equal((3, "three"), Last());
    }

    private void Write(long maxBytes, params (long Sequence, string Content)[] frames)
    {
        using ExclusionJournal journal = new(Root, maxBytes);
        foreach ((long sequence, string content) in frames)
            journal.Append(new JournalFrame(sequence, System.Text.Encoding.UTF8.GetBytes(content)));
    }

    private (long Sequence, string Content) Last()
    {
        StateFileFault fault = ExclusionJournal.ReadLast(Root, out long sequence, out byte[] content);
        Assert.True(fault.IsNone, fault.Detail);
        return (sequence, System.Text.Encoding.UTF8.GetString(content));
    }
}
