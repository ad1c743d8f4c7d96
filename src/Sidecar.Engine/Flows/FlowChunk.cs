using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Sidecar.Engine.Kernels;

namespace Sidecar.Engine.Flows;

/// <summary>
/// One cache line of <see cref="FlowIndex"/>: up to twelve rows, a tag for each, and how many rows lie further on. All
/// zero is an empty one.
/// </summary>
internal struct FlowChunk
{
    public const int Bytes = 64;

    /// <summary>The tag of a slot without a row.</summary>
    public const byte Free = 0;

    /// <summary>The rows in the slots that are not free.</summary>
    public Slots Rows;

    private Tags _tags;

    /// <summary>Rows that this chunk had no room for, or one before it, and that lie behind it.</summary>
    public uint FurtherOn;

    /// <summary>A bit for each slot with this tag, the first slot's the lowest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly uint SlotsOf(byte tag)
    {
        ReadOnlySpan<byte> tags = _tags;
        return TagKernels.Matches(BinaryPrimitives.ReadUInt64LittleEndian(tags), BinaryPrimitives.ReadUInt32LittleEndian(tags[sizeof(ulong)..]), tag);
    }

    public void Fill(int slot, byte tag, int row)
    {
        _tags[slot] = tag;
        Rows[slot] = row;
    }

    /// <summary>A row for each slot.</summary>
    [InlineArray(TagKernels.Count)]
    internal struct Slots
    {
        private int _first;
    }

    /// <summary>A tag for each slot.</summary>
    [InlineArray(TagKernels.Count)]
    private struct Tags
    {
        private byte _first;
    }
}
