using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace Sidecar.Engine.Snapshots;

/// <summary>
/// The layout of a state file, version 1, little-endian:
/// <code>
/// 0   magic, 8 bytes: 0x89 'E' 'V' 'S' CR LF 0x1A LF (as PNG's, it shows what a text-mode transfer would have broken)
/// 8   u32 version        12  u32 number of sections
/// 16  i64 event time of the state, microseconds
/// 24  i64 sequence: grows by one with each state that is saved
/// 32  u64 offset of the table   40  u64 length of the file
/// 48  u64 XXH3 of bytes 0 to 47 and the table
/// 56  the sections, each one zstd frame
/// .   the table, 56 bytes a section: name (16 bytes ASCII, filled up with zeros), u32 version, u32 zero, u64 offset,
///     u64 packed length, u64 unpacked length, u64 XXH3 of the packed bytes
/// </code>
/// The magic and the version stand where they are in every version to come.
/// </summary>
internal static class StateFormat
{
    public const int Version = 1;
    public const int HeaderBytes = 56;
    public const int ChecksumOffset = 48;
    public const int EntryBytes = 56;
    public const int NameBytes = 16;

    /// <summary>Sections that a file may have: what is more is damage, and no reason to take memory.</summary>
    public const int MaxSections = 65_536;

    /// <summary>Unpacked bytes of one section; larger state is cut into several.</summary>
    public const int MaxSectionBytes = 256 << 20;

    /// <summary>
    /// Length at which a section of what may be large ends: who packs them takes one at a time, and none is long to make
    /// room for.
    /// </summary>
    public const int SectionBytes = (1 << 20) - SectionSlack;

    /// <summary>Room for what a section ends with; something longer makes it grow.</summary>
    public const int SectionSlack = 64 << 10;

    public static ReadOnlySpan<byte> Magic => [0x89, (byte)'E', (byte)'V', (byte)'S', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n'];

    public static ulong Checksum(ReadOnlySpan<byte> header, ReadOnlySpan<byte> table)
    {
        XxHash3 hash = new();
        hash.Append(header[..ChecksumOffset]);
        hash.Append(table);
        return hash.GetCurrentHashAsUInt64();
    }
}

/// <summary>The fixed part of a state file.</summary>
internal readonly record struct StateHeader(int Sections, long Time, long Sequence, long TableOffset, long FileBytes)
{
    /// <param name="header">All of the header but the checksum is written.</param>
    public void Write(Span<byte> header)
    {
        StateFormat.Magic.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], StateFormat.Version);
        BinaryPrimitives.WriteInt32LittleEndian(header[12..], Sections);
        BinaryPrimitives.WriteInt64LittleEndian(header[16..], Time);
        BinaryPrimitives.WriteInt64LittleEndian(header[24..], Sequence);
        BinaryPrimitives.WriteInt64LittleEndian(header[32..], TableOffset);
        BinaryPrimitives.WriteInt64LittleEndian(header[40..], FileBytes);
    }

    public static StateHeader Read(ReadOnlySpan<byte> header) => new(
        BinaryPrimitives.ReadInt32LittleEndian(header[12..]),
        BinaryPrimitives.ReadInt64LittleEndian(header[16..]),
        BinaryPrimitives.ReadInt64LittleEndian(header[24..]),
        BinaryPrimitives.ReadInt64LittleEndian(header[32..]),
        BinaryPrimitives.ReadInt64LittleEndian(header[40..]));
}

/// <summary>One line of the table: where a section is, and what it must be.</summary>
public readonly record struct StateEntry(string Name, int Version, long Offset, long PackedBytes, long UnpackedBytes, ulong Checksum)
{
    internal void Write(Span<byte> entry)
    {
        entry[..StateFormat.EntryBytes].Clear();
        Encoding.ASCII.GetBytes(Name, entry[..StateFormat.NameBytes]);
        BinaryPrimitives.WriteInt32LittleEndian(entry[16..], Version);
        BinaryPrimitives.WriteInt64LittleEndian(entry[24..], Offset);
        BinaryPrimitives.WriteInt64LittleEndian(entry[32..], PackedBytes);
        BinaryPrimitives.WriteInt64LittleEndian(entry[40..], UnpackedBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(entry[48..], Checksum);
    }

    internal static StateEntry Read(ReadOnlySpan<byte> entry) => new(
        Encoding.ASCII.GetString(entry[..StateFormat.NameBytes].TrimEnd((byte)0)),
        BinaryPrimitives.ReadInt32LittleEndian(entry[16..]),
        BinaryPrimitives.ReadInt64LittleEndian(entry[24..]),
        BinaryPrimitives.ReadInt64LittleEndian(entry[32..]),
        BinaryPrimitives.ReadInt64LittleEndian(entry[40..]),
        BinaryPrimitives.ReadUInt64LittleEndian(entry[48..]));
}
