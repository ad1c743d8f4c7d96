using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Sidecar.Engine.Memory;

/// <summary>
/// The slots of a table of 2^bits, without a look at its length: that stands in another line of memory than most slots, and a
/// hash goes anywhere. Pure.
/// </summary>
internal static class HashSlots
{
    /// <param name="bits">Of the table's length, which nobody checks.</param>
    /// <param name="place">Taken modulo the length.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref ulong At(ulong[] table, int bits, ulong place)
    {
        Debug.Assert(table.Length == 1 << bits, "the table is as long as its bits say");
        return ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(table), (nuint)(place & ((1UL << bits) - 1)));
    }
}
