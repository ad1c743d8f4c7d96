using System.Runtime.CompilerServices;

namespace Sidecar.Engine.Kernels;

/// <summary>
/// From bytes to <see cref="JsonMasks"/>, block by block: which bytes are in strings, and what is structure outside them.
/// Source: Langdale and Lemire, "Parsing Gigabytes of JSON per Second", 2019. Lives for one line; carries from one chunk to the next.
/// </summary>
internal ref struct JsonMaskScan<TBlock>
    where TBlock : struct, IJsonBlock<TBlock>
{
    private TBlock _lowest = TBlock.Spaces;
    private TBlock _joined = TBlock.Spaces;
    private ulong _escapeCarry;
    private ulong _inStringCarry;
    private ulong _itemCarry;
    private ulong _escapedKeys;

    public JsonMaskScan()
    {
    }

    /// <summary>Somewhere in the line is a backslash.</summary>
    public bool HasBackslashes { get; private set; }

    /// <summary>Somewhere in the line is a byte above 0x7f.</summary>
    public readonly bool HasHighBytes => _joined.High() != 0;

    /// <summary>At the end of the line no string is open, and in it is no byte below 0x20, and no key with escapes.</summary>
    public readonly bool IsGoodEnd => (_inStringCarry | (_lowest.ControlOrHigh() & ~_lowest.High()) | _escapedKeys) == 0;

    /// <summary>Fills the masks of so many blocks, one at least.</summary>
    /// <param name="source">The first byte of the first block.</param>
    /// <param name="last">The first byte of the last block, wherever it is.</param>
    /// <param name="first">The first mask of the first block, as in <see cref="JsonMasks.First"/>.</param>
    /// <param name="backslashesOfFirst">The mask of the first block's backslashes; the others are behind it.</param>
    public void Run(ref byte source, int blocks, ref byte last, ref ulong first, ref ulong backslashesOfFirst)
    {
        TBlock lowest = _lowest, joined = _joined;
        ulong escapeCarry = _escapeCarry, inStringCarry = _inStringCarry, itemCarry = _itemCarry, escapedKeys = 0, backslashesSeen = 0;

        for (; blocks > 0; blocks--)
        {
            if (blocks == 1)
                source = ref last;

            TBlock block = TBlock.Load(in source);
            lowest = TBlock.Min(lowest, block);
            joined = TBlock.Or(joined, block);

            ulong backslashes = block.Equal((byte)'\\');
            backslashesOfFirst = backslashes;
            backslashesOfFirst = ref Unsafe.Add(ref backslashesOfFirst, 1);
            ulong quotes = block.Equal((byte)'"');
            if ((backslashes | escapeCarry) != 0)
            {
                quotes &= ~Backslashes.Escaped(backslashes, ref escapeCarry);
                backslashesSeen |= backslashes;
            }

            ulong inString = PrefixXor.Of(quotes) ^ inStringCarry;
            inStringCarry = (ulong)((long)inString >> 63);

            ulong colons = block.Equal((byte)':') & ~inString;
            ulong commas = block.Equal((byte)',') & ~inString;
            ulong opens = block.EqualWithBit5((byte)'{') & ~inString;
            ulong closes = block.EqualWithBit5((byte)'}') & ~inString;
            JsonMasks.Of(JsonMask.OpenQuotes, ref first) = quotes & inString;
            JsonMasks.Of(JsonMask.Colons, ref first) = colons;
            JsonMasks.Of(JsonMask.Commas, ref first) = commas;
            JsonMasks.Of(JsonMask.Opens, ref first) = opens;
            JsonMasks.Of(JsonMask.Closes, ref first) = closes;
            JsonMasks.Of(JsonMask.Digits, ref first) = block.Digits();
            JsonMasks.Of(JsonMask.Zeros, ref first) = block.Equal((byte)'0');

            // Adding the first byte of each item to the mask of what is no structure carries to the first structure behind
            // it, and leaves no bit on the way.
            ulong starts = commas | opens;
            ulong text = ~(colons | starts | closes);
            JsonMasks.Of(JsonMask.Scalars, ref first) = text & ~(inString | quotes);
            ulong ends = text + ((starts << 1) | itemCarry);
            itemCarry = (starts >> 63) | (ends < text ? 1UL : 0);
            JsonMasks.Of(JsonMask.ItemEnds, ref first) = ends;
            escapedKeys |= backslashes & text & ~ends;

            first = ref Unsafe.Add(ref first, 1);
            source = ref Unsafe.Add(ref source, JsonBlock.Length);
        }

        _lowest = lowest;
        _joined = joined;
        _escapeCarry = escapeCarry;
        _inStringCarry = inStringCarry;
        _itemCarry = itemCarry;
        _escapedKeys |= escapedKeys;
        HasBackslashes |= backslashesSeen != 0;
    }
}
