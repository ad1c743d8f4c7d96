using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.IO.Hashing;

namespace Sidecar.Engine.Snapshots;

/// <summary>
/// A state file that was verified as a whole before anything of it is used: magic, version, lengths, and the checksums
/// of the header, the table and every section. Whatever is wrong with it is a value. Any thread, one at a time.
/// </summary>
internal sealed class StateFileReader : IDisposable
{
    private readonly Stream _stream;

    private StateFileReader(Stream stream, StateHeader header, IReadOnlyList<StateEntry> entries)
    {
        _stream = stream;
        Header = header;
        Entries = entries;
    }

    public StateHeader Header { get; }

    public IReadOnlyList<StateEntry> Entries { get; }

    /// <summary>Opens and verifies. On true the reader owns the file; dispose it.</summary>
    public static bool TryOpen(string path, [NotNullWhen(true)] out StateFileReader? reader, out StateFileFault fault)
    {
        reader = null;
        Stream stream;
        try
        {
            stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            fault = new StateFileFault(StateFileStatus.Unreadable, e.Message);
            return false;
        }

        if (TryOpen(stream, out reader, out fault))
        {
            return true;
        }

        stream.Dispose();
        return false;
    }

    /// <summary>The same over any stream that can be sought in.</summary>
    public static bool TryOpen(Stream stream, [NotNullWhen(true)] out StateFileReader? reader, out StateFileFault fault)
    {
        reader = null;
        try
        {
            fault = ReadTable(stream, out StateHeader header, out IReadOnlyList<StateEntry> entries);
            if (fault.IsNone)
            {
                fault = VerifySections(stream, entries);
            }

            reader = fault.IsNone ? new StateFileReader(stream, header, entries) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            fault = new StateFileFault(StateFileStatus.Unreadable, e.Message);
        }

        return reader is not null;
    }

    /// <summary>A section's content; false when it does not unpack to what the table says.</summary>
    public bool TryUnpack(in StateEntry entry, [NotNullWhen(true)] out byte[]? content, out StateFileFault fault)
    {
        content = null;
        fault = StateFileFault.None;
        try
        {
            byte[] packed = new byte[entry.PackedBytes];
            byte[] unpacked = new byte[entry.UnpackedBytes];
            _stream.Position = entry.Offset;
            _stream.ReadExactly(packed);
            using ZstdSharp.Decompressor zstd = new();
            if (zstd.TryUnwrap(packed, unpacked, out int written) && written == unpacked.Length)
            {
                content = unpacked;
                return true;
            }

            fault = Damaged(entry.Name, "does not unpack to the length it says");
        }
        catch (Exception e) when (e is IOException or ZstdSharp.ZstdException)
        {
            fault = Damaged(entry.Name, e.Message);
        }

        return false;
    }

    public void Dispose() => _stream.Dispose();

    private static StateFileFault ReadTable(Stream stream, out StateHeader header, out IReadOnlyList<StateEntry> entries)
    {
        header = default;
        entries = [];
        byte[] bytes = new byte[StateFormat.HeaderBytes];
        stream.Position = 0;
        int got = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        int compared = Math.Min(got, StateFormat.Magic.Length);
        if (!bytes.AsSpan(0, compared).SequenceEqual(StateFormat.Magic[..compared]))
        {
            return new StateFileFault(StateFileStatus.WrongMagic, "it is no state file of eve-sidecar");
        }

        if (got < bytes.Length)
        {
            return new StateFileFault(StateFileStatus.Truncated, Text($"it has {got} bytes, less than a header"));
        }

        uint version = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(8));
        if (version > StateFormat.Version)
        {
            return new StateFileFault(StateFileStatus.NewerVersion, Text($"it has version {version}; this program reads up to {StateFormat.Version}"));
        }

        header = StateHeader.Read(bytes);
        if (header.FileBytes > stream.Length)
        {
            return new StateFileFault(StateFileStatus.Truncated, Text($"it has {stream.Length} of {header.FileBytes} bytes"));
        }

        long tableBytes = (long)header.Sections * StateFormat.EntryBytes;
        if (version == 0 || header.Sections is < 0 or > StateFormat.MaxSections || header.FileBytes != stream.Length
            || header.TableOffset < StateFormat.HeaderBytes || header.TableOffset != header.FileBytes - tableBytes)
        {
            return new StateFileFault(StateFileStatus.DamagedHeader, "its header contradicts itself");
        }

        byte[] table = new byte[tableBytes];
        stream.Position = header.TableOffset;
        stream.ReadExactly(table);
        if (BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(StateFormat.ChecksumOffset)) != StateFormat.Checksum(bytes, table))
        {
            return new StateFileFault(StateFileStatus.DamagedHeader, "the checksum of its header does not hold");
        }

        entries = ReadEntries(table);
        return StateFileFault.None;
    }

    private static StateEntry[] ReadEntries(ReadOnlySpan<byte> table)
    {
        StateEntry[] entries = new StateEntry[table.Length / StateFormat.EntryBytes];
        for (int i = 0; i < entries.Length; i++)
        {
            entries[i] = StateEntry.Read(table[(i * StateFormat.EntryBytes)..]);
        }

        return entries;
    }

    /// <summary>Also those that nobody will read: a file is taken as a whole.</summary>
    private static StateFileFault VerifySections(Stream stream, IReadOnlyList<StateEntry> entries)
    {
        byte[] buffer = new byte[64 << 10];
        foreach (StateEntry entry in entries)
        {
            if (entry.Offset < StateFormat.HeaderBytes || entry.PackedBytes < 0 || entry.PackedBytes > stream.Length - entry.Offset
                || entry.UnpackedBytes is < 0 or > StateFormat.MaxSectionBytes)
            {
                return Damaged(entry.Name, "lies outside of the file or is too large");
            }

            XxHash3 hash = new();
            stream.Position = entry.Offset;
            for (long left = entry.PackedBytes; left > 0;)
            {
                Span<byte> part = buffer.AsSpan(0, (int)Math.Min(left, buffer.Length));
                stream.ReadExactly(part);
                hash.Append(part);
                left -= part.Length;
            }

            if (hash.GetCurrentHashAsUInt64() != entry.Checksum)
            {
                return Damaged(entry.Name, "does not have the checksum that it had");
            }
        }

        return StateFileFault.None;
    }

    private static StateFileFault Damaged(string section, string what) =>
        new(StateFileStatus.DamagedSection, $"its section {section} {what}");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
