using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Sidecar.Engine.Kernels;

/// <summary>
/// The rules of RFC 8259 about neighbours, over the masks of four blocks at once. Without white space, as Suricata writes
/// JSON, these are all rules but three: which token may stand right behind which. Each is a mask and another one moved up by a byte.
/// </summary>
internal static class JsonNeighbours
{
    /// <summary>
    /// False when a rule is broken. Writes separators, brackets, array items and odd scalars of each block for the index.
    /// </summary>
    public static bool Check(JsonMasks masks, int blocks, ref JsonBlockSummaries summaries)
    {
        ref ulong first = ref masks.First;
        Vector256<ulong> wrong = Vector256<ulong>.Zero, anyArrayItems = Vector256<ulong>.Zero, anyOdd = Vector256<ulong>.Zero;
        for (int i = 0; i < blocks; i += JsonMasks.Lanes)
        {
            Vector256<ulong> opens = Read(JsonMask.Opens, ref first);
            Vector256<ulong> closes = Read(JsonMask.Closes, ref first);
            Vector256<ulong> commas = Read(JsonMask.Commas, ref first);
            Vector256<ulong> colons = Read(JsonMask.Colons, ref first);
            Vector256<ulong> scalars = Read(JsonMask.Scalars, ref first);
            Vector256<ulong> digits = Read(JsonMask.Digits, ref first);
            Vector256<ulong> itemEnds = Read(JsonMask.ItemEnds, ref first);

            Vector256<ulong> behindOpen = Up(opens, ReadBefore(JsonMask.Opens, ref first));
            Vector256<ulong> behindScalar = Up(scalars, ReadBefore(JsonMask.Scalars, ref first));
            Vector256<ulong> valueMayStand = behindOpen
                | Up(commas | colons, ReadBefore(JsonMask.Commas, ref first) | ReadBefore(JsonMask.Colons, ref first));
            Vector256<ulong> closesEmpty = closes & behindOpen;

            wrong |= Vector256.AndNot(Read(JsonMask.OpenQuotes, ref first) | opens | Vector256.AndNot(scalars, behindScalar), valueMayStand);
            wrong |= (colons | commas | Vector256.AndNot(closes, behindOpen)) & valueMayStand;

            // A colon stands behind a key: behind the first string of an item, with nothing else before it.
            wrong |= Vector256.AndNot(colons, itemEnds) | (colons & behindScalar);

            // A zero that starts a number is all of its digits before the point.
            Vector256<ulong> behindZero = Up(Read(JsonMask.Zeros, ref first), ReadBefore(JsonMask.Zeros, ref first));
            Vector256<ulong> twoBehindScalar = (scalars << 2) | (ReadBefore(JsonMask.Scalars, ref first) >> 62);
            wrong |= Vector256.AndNot(scalars & digits & behindZero, twoBehindScalar);

            Vector256<ulong> odd = Vector256.AndNot(scalars, digits);
            Vector256<ulong> oddBefore = Vector256.AndNot(ReadBefore(JsonMask.Scalars, ref first), ReadBefore(JsonMask.Digits, ref first));

            Vector256<ulong> brackets = opens | closes;
            Vector256<ulong> separators = brackets | commas;
            brackets.StoreUnsafe(ref Unsafe.Add(ref summaries.Brackets, i));
            separators.StoreUnsafe(ref Unsafe.Add(ref summaries.Separators, i));
            colons.StoreUnsafe(ref Unsafe.Add(ref summaries.Colons, i));
            Vector256<ulong> arrayItems = Vector256.AndNot(itemEnds & separators, closesEmpty);
            arrayItems.StoreUnsafe(ref Unsafe.Add(ref summaries.ArrayItems, i));
            anyArrayItems |= arrayItems;
            odd = Vector256.AndNot(odd, Up(odd, oddBefore));
            odd.StoreUnsafe(ref Unsafe.Add(ref summaries.OddScalars, i));
            anyOdd |= odd;
            first = ref Unsafe.Add(ref first, JsonMasks.Lanes);
        }

        summaries.HasArrayItems = anyArrayItems != Vector256<ulong>.Zero;
        summaries.HasOddScalars = anyOdd != Vector256<ulong>.Zero;
        return wrong == Vector256<ulong>.Zero;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Read(JsonMask kind, ref ulong first) => Vector256.LoadUnsafe(ref JsonMasks.Of(kind, ref first));

    /// <summary>The masks of the blocks before each of the four.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> ReadBefore(JsonMask kind, ref ulong first) =>
        Vector256.LoadUnsafe(ref Unsafe.Subtract(ref JsonMasks.Of(kind, ref first), 1));

    /// <summary>Moves each mask to the bytes behind, the last bit of a block to the first of the next.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Up(Vector256<ulong> masks, Vector256<ulong> before) => (masks << 1) | (before >> 63);
}

/// <summary>Where the masks of a chunk's blocks go that are kept for the whole line.</summary>
internal ref struct JsonBlockSummaries
{
    public ref ulong Separators;
    public ref ulong Brackets;
    public ref ulong Colons;

    /// <summary>Signs that the container they stand in is an array: the end of an item where an object has a key.</summary>
    public ref ulong ArrayItems;

    /// <summary>Where a run of bytes that are no digits starts in a number or literal.</summary>
    public ref ulong OddScalars;

    /// <summary>Any of the blocks has one.</summary>
    public bool HasArrayItems;

    /// <summary>The same.</summary>
    public bool HasOddScalars;
}
