using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Sidecar.Engine.Kernels;

/// <summary>
/// What <see cref="JsonScan"/> finds in one line: where its separators and brackets stand, and of each block what is needed
/// to count between two places. Owned and reused by one parser; grows to the longest line and allocates nothing after that.
/// </summary>
internal sealed class JsonIndex
{
    /// <summary>Longer lines are left to the scalar parser, so that the index stays below 14 MB. The longest real record had 600,000 bytes.</summary>
    public const int MaxLineLength = 1 << 20;

    private const int FirstLineLength = 1 << 14;

    private ulong[] _separatorMasks = [];
    private ulong[] _bracketMasks = [];
    private ulong[] _colonMasks = [];
    private ulong[] _arrayItemMasks = [];
    private ulong[] _oddScalarMasks = [];
    private ulong[] _backslashMasks = [];

    public JsonIndex() => Grow(FirstLineLength);

    /// <summary>
    /// Commas and brackets outside strings: bit i is the byte i of the line. What stands between two of them is a member, an
    /// item or nothing.
    /// </summary>
    public ReadOnlySpan<ulong> Separators => _separatorMasks;

    /// <summary>The brackets among them.</summary>
    public int[] Brackets { get; private set; } = [];

    /// <summary>Where a run of bytes that are no digits starts in a number or literal; everything else of these is proven.</summary>
    public int[] OddScalars { get; private set; } = [];

    public int BracketCount { get; private set; }

    public int OddScalarCount { get; private set; }

    /// <summary>Signs of an array item over the whole line; <see cref="JsonNesting"/> has to find as many inside arrays.</summary>
    public int ArrayItemCount { get; private set; }

    /// <summary>A string somewhere has a backslash.</summary>
    public bool HasBackslashes { get; set; }

    /// <summary>A string somewhere has a byte above 0x7f.</summary>
    public bool HasHighBytes { get; set; }

    /// <summary>Where the backslashes are: bit i is the byte i of the line.</summary>
    public ReadOnlySpan<ulong> Backslashes => _backslashMasks;

    /// <summary>The kernel that filled this.</summary>
    public JsonKernel Kernel { get; set; }

    public void StartLine(int length)
    {
        BracketCount = OddScalarCount = ArrayItemCount = 0;
        if (Brackets.Length < length)
            Grow((int)BitOperations.RoundUpToPowerOf2((uint)length));
    }

    /// <summary>The masks from a block on, to be filled.</summary>
    public JsonBlockSummaries SummariesFrom(int block) => new()
    {
        Separators = ref _separatorMasks[block],
        Brackets = ref _bracketMasks[block],
        Colons = ref _colonMasks[block],
        ArrayItems = ref _arrayItemMasks[block],
        OddScalars = ref _oddScalarMasks[block],
    };

    /// <summary>The masks of backslashes from a block on, to be filled.</summary>
    public ref ulong BackslashesFrom(int block) => ref _backslashMasks[block];

    /// <summary>Turns the masks of so many blocks into lists of places.</summary>
    public void List(ref JsonBlockSummaries summaries, int firstBlock, int blocks)
    {
        BracketCount = ListPlaces(ref summaries.Brackets, firstBlock, blocks, Brackets, BracketCount);
        if (summaries.HasArrayItems)
            ArrayItemCount += CountBits(ref summaries.ArrayItems, blocks);
        if (summaries.HasOddScalars)
            OddScalarCount = ListPlaces(ref summaries.OddScalars, firstBlock, blocks, OddScalars, OddScalarCount);
    }

    private static int CountBits(ref ulong masks, int blocks)
    {
        int count = 0;
        for (int i = 0; i < blocks; i++)
            count += BitOperations.PopCount(Unsafe.Add(ref masks, i));
        return count;
    }

    /// <param name="places">With room for a place in each byte of the line; so many are there already.</param>
    /// <returns>How many are there then.</returns>
    private static int ListPlaces(ref ulong masks, int firstBlock, int blocks, int[] places, int count)
    {
        ref int first = ref MemoryMarshal.GetArrayDataReference(places);
        for (int i = 0; i < blocks; i++)
        {
            for (ulong mask = Unsafe.Add(ref masks, i); mask != 0; mask &= mask - 1)
                Unsafe.Add(ref first, count++) = ((firstBlock + i) * JsonBlock.Length) + BitOperations.TrailingZeroCount(mask);
        }

        return count;
    }

    /// <summary>The place of the first separator behind a place.</summary>
    public int SeparatorBehind(int place) => (int)JsonSeparators.Behind(place, ref MemoryMarshal.GetArrayDataReference(_separatorMasks));

    /// <summary>How many signs of an array item stand behind <paramref name="after"/> and up to <paramref name="last"/>; -1 if a colon is there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int CountArrayItems(int after, int last)
    {
        int block = last / JsonBlock.Length;
        if (after / JsonBlock.Length != block)
            return CountArrayItemsOfBlocks(after, last);

        // From the bit behind the first place to that of the last.
        ulong between = (2UL << last) - (2UL << after);
        return (_colonMasks[block] & between) != 0 ? -1 : BitOperations.PopCount(_arrayItemMasks[block] & between);
    }

    private int CountArrayItemsOfBlocks(int after, int last)
    {
        int count = 0;
        for (int i = after / JsonBlock.Length; i <= last / JsonBlock.Length; i++)
        {
            ulong range = ulong.MaxValue;
            if (i == after / JsonBlock.Length)
                range &= ~(Below(after) << 1 | 1);
            if (i == last / JsonBlock.Length)
                range &= Below(last) << 1 | 1;
            if ((_colonMasks[i] & range) != 0)
                return -1;
            count += BitOperations.PopCount(_arrayItemMasks[i] & range);
        }

        return count;
    }

    private static ulong Below(int place) => (1UL << place) - 1;

    private void Grow(int lineLength)
    {
        Brackets = new int[lineLength];
        OddScalars = new int[lineLength];

        int blocks = (lineLength / JsonBlock.Length) + JsonMasks.Lanes;
        _separatorMasks = new ulong[blocks];
        _bracketMasks = new ulong[blocks];
        _colonMasks = new ulong[blocks];
        _arrayItemMasks = new ulong[blocks];
        _oddScalarMasks = new ulong[blocks];
        _backslashMasks = new ulong[blocks];
    }
}
