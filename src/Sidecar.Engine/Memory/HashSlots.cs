using System.Runtime.CompilerServices;

namespace Sidecar.Engine.Memory;

/// <summary>
/// The slots of a table of 2^bits, open addressing; 0 marks an empty one. Pure.
/// </summary>
internal static class HashSlots
{
    /// <param name="bits">Of the table's length, which nobody checks.</param>
    /// <param name="place">Taken modulo the length.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref ulong At(Native<ulong> table, int bits, ulong place) => ref table.At((nuint)(place & ((1UL << bits) - 1)));

    /// <summary>The slot where a hash stands, or the empty one where it would: steps go one slot on. One slot must be empty, which is 0.</summary>
    /// <param name="bits">Of the table's length, which nobody checks.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref ulong PlaceOf(Native<ulong> table, int bits, ulong hash)
    {
        for (ulong at = hash; ; at++)
        {
            ref ulong slot = ref At(table, bits, at);
            ulong known = slot;
            if (known == hash || known == 0)
            {
                return ref slot;
            }
        }
    }

    /// <summary>Puts the hashes of another table in their slots.</summary>
    /// <param name="from">With zeros between them.</param>
    /// <param name="table">Has none of them, and room for all.</param>
    /// <param name="bits">Of its length, which nobody checks.</param>
    public static void Copy(ReadOnlySpan<ulong> from, Native<ulong> table, int bits)
    {
        foreach (ulong hash in from)
        {
            if (hash != 0)
            {
                PlaceOf(table, bits, hash) = hash;
            }
        }
    }
}
