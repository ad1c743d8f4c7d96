using System.Buffers.Binary;
using System.IO.Hashing;
using Sidecar.Engine.Memory;

namespace Sidecar.Engine.Snapshots;

/// <summary>
/// Writes a state in the layout of <see cref="StateFormat"/>: the sections as they come, one in memory at a time, then
/// the table, then the header in front of all. Any thread.
/// </summary>
internal static class StateFileWriter
{
    /// <param name="stream">Seekable, at its beginning.</param>
    /// <param name="time">Event time of the state in microseconds.</param>
    /// <param name="level">Of zstd, 1 to 22.</param>
    public static void Write(Stream stream, long time, long sequence, IEnumerable<StateSection> sections, int level)
    {
        using ZstdSharp.Compressor zstd = new(level);
        NativeBlock buffer = SectionBlocks.Rent(0);
        byte[] header = new byte[StateFormat.HeaderBytes];
        stream.Write(header);
        List<StateEntry> entries = [];
        try
        {
            foreach (StateSection section in sections)
            {
                entries.Add(Pack(stream, section, zstd, ref buffer));
            }
        }
        finally
        {
            SectionBlocks.Return(buffer);
        }

        byte[] table = new byte[entries.Count * StateFormat.EntryBytes];
        for (int i = 0; i < entries.Count; i++)
        {
            entries[i].Write(table.AsSpan(i * StateFormat.EntryBytes));
        }

        long tableOffset = stream.Position;
        stream.Write(table);
        new StateHeader(entries.Count, time, sequence, tableOffset, stream.Position).Write(header);
        BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(StateFormat.ChecksumOffset), StateFormat.Checksum(header, table));
        stream.Position = 0;
        stream.Write(header);
    }

    /// <param name="buffer">Grows as needed; one for all sections.</param>
    private static StateEntry Pack(Stream stream, StateSection section, ZstdSharp.Compressor zstd, ref NativeBlock buffer)
    {
        long offset = stream.Position;
        int most = ZstdSharp.Compressor.GetCompressBound(section.Content.Length);
        if (buffer.Bytes < most)
        {
            SectionBlocks.Return(buffer);
            buffer = SectionBlocks.Rent(most);
        }

        Span<byte> packed = buffer.GetSpan()[..zstd.Wrap(section.Content.Span, buffer.GetSpan())];
        stream.Write(packed);
        return new StateEntry(section.Name, section.Version, offset, packed.Length, section.Content.Length, XxHash3.HashToUInt64(packed));
    }
}
