using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Sidecar.Engine.Kernels;

/// <summary>What a mask is about. Structure is what stands outside strings.</summary>
internal enum JsonMask
{
    OpenQuotes,
    Colons,
    Commas,
    Opens,
    Closes,

    /// <summary>All other bytes outside strings: numbers and literals, if the line is good.</summary>
    Scalars,

    /// <summary>In strings too.</summary>
    Digits,

    /// <summary>In strings too.</summary>
    Zeros,

    /// <summary>The first structure behind each comma and opening bracket: what ends the key or the item there.</summary>
    ItemEnds,

    Count,
}

/// <summary>
/// The masks of up to <see cref="MaxBlocks"/> blocks of 64 bytes, in one array: the blocks of one kind beside each other, so
/// that masks of several blocks are read as one vector. Before the first block of each kind stands the one before it
/// (of the chunk before, or of the start of the line), so that each mask can be moved up by a byte without a carry.
/// </summary>
internal sealed class JsonMasks
{
    public const int MaxBlocks = 64;

    /// <summary>Blocks that may be read behind the last one.</summary>
    public const int Lanes = 4;

    private const int Stride = 1 + MaxBlocks + Lanes;

    private readonly ulong[] _masks = new ulong[(int)JsonMask.Count * Stride];

    /// <summary>The mask of the first block; that of the block before it is at -1. Those of the next kind are <see cref="Stride"/> behind.</summary>
    public ref ulong First
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_masks), 1);
    }

    /// <summary>The mask of one kind, given that of the first kind for the same block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref ulong Of(JsonMask kind, ref ulong first) => ref Unsafe.Add(ref first, (int)kind * Stride);

    /// <summary>Before the first block of a line: nothing stands there but, as it were, a colon, behind which a value may stand.</summary>
    public void StartLine()
    {
        ref ulong before = ref Unsafe.Subtract(ref First, 1);
        Of(JsonMask.Colons, ref before) = 1UL << 63;
        Of(JsonMask.Commas, ref before) = 0;
        Of(JsonMask.Opens, ref before) = 0;
        Of(JsonMask.Scalars, ref before) = 0;
        Of(JsonMask.Digits, ref before) = 0;
        Of(JsonMask.Zeros, ref before) = 0;
    }

    /// <summary>Takes the last of the blocks as the one before the first of the next chunk.</summary>
    public void StartChunk(int blocksBefore)
    {
        for (JsonMask kind = 0; kind < JsonMask.Count; kind++)
            Unsafe.Subtract(ref Of(kind, ref First), 1) = Unsafe.Add(ref Of(kind, ref First), blocksBefore - 1);
    }

    /// <summary>Lets the line end behind so many bytes of a block, and puts nothing that could be wrong into the blocks that are read behind it.</summary>
    public void End(int block, int length)
    {
        ref ulong last = ref Unsafe.Add(ref First, block);
        Of(JsonMask.Scalars, ref last) &= (1UL << length) - 1;
        ref ulong behind = ref Unsafe.Add(ref last, 1);
        Clear(ref Of(JsonMask.OpenQuotes, ref behind));
        Clear(ref Of(JsonMask.Colons, ref behind));
        Clear(ref Of(JsonMask.Commas, ref behind));
        Clear(ref Of(JsonMask.Opens, ref behind));
        Clear(ref Of(JsonMask.Closes, ref behind));
        Clear(ref Of(JsonMask.Scalars, ref behind));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Clear(ref ulong masks) => Vector256<ulong>.Zero.StoreUnsafe(ref masks);
}
