using System.Buffers.Binary;
using Sidecar.Engine.Snapshots;
using Xunit;

namespace Sidecar.Tests.Snapshots;

public sealed class StateFileTests : IDisposable
{
    private static readonly StateSection[] s_sections =
    [
        new("numbers", 1, Enumerable.Range(0, 300).Select(i => (byte)(i / 7)).ToArray()),
        new("nothing", 4, Array.Empty<byte>()),
        new("sixteen-letters-", 2, "a text"u8.ToArray()),
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_was_written_is_read()
    {
        Assert.True(StateFileReader.TryOpen(new MemoryStream(Written()), out StateFileReader? reader, out StateFileFault fault), fault.Detail);
        using (reader)
        {
            Assert.Equal((1234, 7, 3), (reader.Header.Time, reader.Header.Sequence, reader.Header.Sections));
            Assert.Equal(s_sections.Select(section => (section.Name, section.Version)), reader.Entries.Select(entry => (entry.Name, entry.Version)));
            foreach ((StateSection section, StateEntry entry) in s_sections.Zip(reader.Entries))
            {
                Assert.True(reader.TryUnpack(entry, out byte[]? content, out fault), fault.Detail);
                Assert.Equal(section.Content.ToArray(), content);
            }
        }
    }

    [Fact]
    public void The_same_state_is_the_same_bytes() => Assert.Equal(Written(), Written());

    [Fact]
    public void A_section_is_a_zstd_frame_of_its_own()
    {
        string frame = _folder.PathOf("section.zst");
        byte[] file = Written();
        Assert.True(StateFileReader.TryOpen(new MemoryStream(file), out StateFileReader? reader, out _));
        StateEntry entry = reader.Entries[0];
        File.WriteAllBytes(frame, file.AsSpan((int)entry.Offset, (int)entry.PackedBytes).ToArray());
        using ZstdSharp.DecompressionStream zstd = new(File.OpenRead(frame), leaveOpen: false);
        using MemoryStream unpacked = new();
        zstd.CopyTo(unpacked);
        Assert.Equal(s_sections[0].Content.ToArray(), unpacked.ToArray());
    }

    [Fact]
    public void Every_flipped_bit_is_found_and_none_is_a_crash()
    {
        byte[] file = Written();
        for (int bit = 0; bit < 8 * file.Length; bit++)
        {
            byte[] flipped = [.. file];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.NotEqual(StateFileStatus.Ok, StatusOf(flipped));
        }
    }

    [Fact]
    public void Every_length_but_the_whole_is_truncated_or_damaged()
    {
        byte[] file = Written();
        for (int length = 0; length < file.Length; length++)
            Assert.Equal(StateFileStatus.Truncated, StatusOf(file[..length]));
        Assert.Equal(StateFileStatus.DamagedHeader, StatusOf([.. file, 0]));
    }

    [Fact]
    public void Two_sections_that_changed_places_are_found()
    {
        byte[] file = Written();
        Span<byte> table = file.AsSpan(file.Length - (3 * StateFormat.EntryBytes));
        byte[] first = table[..StateFormat.EntryBytes].ToArray();
        table.Slice(StateFormat.EntryBytes, StateFormat.EntryBytes).CopyTo(table);
        first.CopyTo(table[StateFormat.EntryBytes..]);
        Assert.Equal(StateFileStatus.DamagedHeader, StatusOf(file));
    }

    [Theory]
    [InlineData("", StateFileStatus.Truncated)]
    [InlineData("{\"timestamp\":\"2026-01-05T08:00:00.000000+0000\",\"event_type\":\"stats\"}", StateFileStatus.WrongMagic)]
    public void Another_file_is_told_from_a_state(string text, StateFileStatus status) =>
        Assert.Equal(status, StatusOf(System.Text.Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData(2u, StateFileStatus.NewerVersion)]
    [InlineData(uint.MaxValue, StateFileStatus.NewerVersion)]
    [InlineData(0u, StateFileStatus.DamagedHeader)]
    public void A_version_that_is_not_ours_is_refused(uint version, StateFileStatus status)
    {
        byte[] file = Written();
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(8), version);
        Assert.Equal(status, StatusOf(file));
    }

    [Theory]
    [InlineData(24, long.MaxValue)]
    [InlineData(24, -1)]
    [InlineData(32, long.MaxValue)]
    [InlineData(32, -1)]
    [InlineData(40, long.MaxValue)]
    [InlineData(40, -1)]
    public void A_table_that_lies_with_a_right_checksum_takes_no_memory(int field, long lie)
    {
        byte[] file = Written();
        Span<byte> table = file.AsSpan(file.Length - (3 * StateFormat.EntryBytes));
        BinaryPrimitives.WriteInt64LittleEndian(table[field..], lie);
        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(StateFormat.ChecksumOffset), StateFormat.Checksum(file, table));
        Assert.Equal(StateFileStatus.DamagedSection, StatusOf(file));
    }

    [Theory]
    [InlineData(301)]
    [InlineData(299)]
    public void A_section_that_unpacks_to_another_length_is_a_fault(long length)
    {
        byte[] file = Written();
        Span<byte> table = file.AsSpan(file.Length - (3 * StateFormat.EntryBytes));
        BinaryPrimitives.WriteInt64LittleEndian(table[40..], length);
        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(StateFormat.ChecksumOffset), StateFormat.Checksum(file, table));
        Assert.True(StateFileReader.TryOpen(new MemoryStream(file), out StateFileReader? reader, out _));
        Assert.False(reader.TryUnpack(reader.Entries[0], out _, out StateFileFault fault));
        Assert.Equal(StateFileStatus.DamagedSection, fault.Status);
        Assert.Contains("numbers", fault.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_section_that_is_no_zstd_is_a_fault()
    {
        byte[] file = Written();
        Assert.True(StateFileReader.TryOpen(new MemoryStream(file), out StateFileReader? reader, out _));
        StateEntry wrong = reader.Entries[0] with { Offset = 0 };
        Assert.False(reader.TryUnpack(wrong, out _, out StateFileFault fault));
        Assert.Equal(StateFileStatus.DamagedSection, fault.Status);
    }

    [Fact]
    public void What_is_not_there_or_is_a_folder_is_unreadable_and_named()
    {
        foreach (string path in (string[])[_folder.PathOf("nothing"), _folder.PathOf("")])
        {
            Assert.False(StateFileReader.TryOpen(path, out _, out StateFileFault fault));
            Assert.Equal(StateFileStatus.Unreadable, fault.Status);
            Assert.Contains(path, fault.Detail, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_file_that_fails_half_way_leaves_the_old_one_and_nothing_else()
    {
        string path = _folder.PathOf("whole");
        File.WriteAllText(path, "old");
        Assert.Throws<IOException>(() => WholeFile.Write(path, file =>
        {
            file.Write("half"u8);
            throw new IOException("full");
        }));
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(_folder.PathOf("")));
    }

    [Fact]
    public void A_folder_is_synced_and_what_is_no_folder_is_not()
    {
        Assert.True(FolderSync.Of(_folder.PathOf("")));
        Assert.False(FolderSync.Of(_folder.PathOf("nothing")));
    }

    private static byte[] Written()
    {
        using MemoryStream file = new();
        StateFileWriter.Write(file, 1234, 7, s_sections, 3);
        return file.ToArray();
    }

    private static StateFileStatus StatusOf(byte[] file)
    {
        bool opened = StateFileReader.TryOpen(new MemoryStream(file), out StateFileReader? reader, out StateFileFault fault);
        Assert.Equal(opened, reader is not null);
        Assert.Equal(opened, fault.IsNone);
        Assert.Equal(opened, fault.Detail.Length == 0);
        return fault.Status;
    }
}
