using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Sidecar.Engine.Kernels;

/// <summary>
/// Reads a line once and proves its grammar while it does, without a branch on what its tokens are: bytes to masks
/// (<see cref="JsonMaskScan{TBlock}"/>), rules over the masks (<see cref="JsonNeighbours"/>), masks to places
/// (<see cref="JsonIndex"/>), 4 KB at a time. Two things are left to whoever uses the index: that brackets match and hold
/// what they may (<see cref="JsonNesting"/>), and the spelling of <see cref="JsonIndex.OddScalars"/>.
/// Refuses more than is wrong (white space, escaped keys): it proves lines good, and leaves the others to the scalar parser.
/// Owner thread: that of its parser.
/// </summary>
internal sealed class JsonScan
{
    private readonly JsonMasks _masks = new();

    /// <summary>The second block is what the line ends with.</summary>
    private readonly byte[] _tail = new byte[2 * JsonBlock.Length];

    /// <summary>True when the line is a JSON object, provided that what the index leaves open holds too.</summary>
    public bool Run<TBlock>(ReadOnlySpan<byte> line, JsonIndex index)
        where TBlock : struct, IJsonBlock<TBlock>
    {
        index.Kernel = TBlock.Kernel;
        if (line.Length is < KeyTable.MinLineLength or > JsonIndex.MaxLineLength || line[0] != '{' || line[^1] != '}')
            return false;

        index.StartLine(line.Length);
        _masks.StartLine();
        ref byte tail = ref CopyTail(line);
        ref byte start = ref MemoryMarshal.GetReference(line);
        ref ulong masks = ref _masks.First;
        var scan = new JsonMaskScan<TBlock>();
        int full = line.Length / JsonBlock.Length;
        int done = 0;
        for (; full - done >= JsonMasks.MaxBlocks; done += JsonMasks.MaxBlocks)
        {
            ref byte chunk = ref Unsafe.Add(ref start, done * JsonBlock.Length);
            scan.Run(ref chunk, JsonMasks.MaxBlocks, ref Unsafe.Add(ref chunk, (JsonMasks.MaxBlocks - 1) * JsonBlock.Length), ref masks, ref index.BackslashesFrom(done));
            if (!Take(index, done, JsonMasks.MaxBlocks))
                return false;
            _masks.StartChunk(JsonMasks.MaxBlocks);
        }

        // What is left is less than a chunk, with a last block that may be short or even empty.
        int blocks = full - done;
        scan.Run(ref Unsafe.Add(ref start, done * JsonBlock.Length), blocks + 1, ref tail, ref masks, ref index.BackslashesFrom(done));
        _masks.End(blocks, line.Length % JsonBlock.Length);

        index.HasBackslashes = scan.HasBackslashes;
        index.HasHighBytes = scan.HasHighBytes;
        return Take(index, done, blocks + 1)
            && scan.IsGoodEnd
            && (!scan.HasBackslashes || JsonEscapes.AreValid(line, index.Backslashes[..(full + 1)]));
    }

    private bool Take(JsonIndex index, int firstBlock, int blocks)
    {
        JsonBlockSummaries summaries = index.SummariesFrom(firstBlock);
        if (!JsonNeighbours.Check(_masks, blocks, ref summaries))
            return false;
        index.List(ref summaries, firstBlock, blocks);
        return true;
    }

    /// <summary>Copies what the line has behind its whole blocks to where one more may be read; spaces follow it.</summary>
    private ref byte CopyTail(ReadOnlySpan<byte> line)
    {
        ref byte copy = ref MemoryMarshal.GetArrayDataReference(_tail);
        ref byte tail = ref Unsafe.Add(ref copy, JsonBlock.Length);
        Unsafe.InitBlockUnaligned(ref tail, (byte)' ', JsonBlock.Length);
        int length = line.Length % JsonBlock.Length;
        if (line.Length < JsonBlock.Length)
            line.CopyTo(_tail.AsSpan(JsonBlock.Length));
        else
            // As many bytes whatever the length: those before the tail go before it.
            Unsafe.CopyBlockUnaligned(ref Unsafe.Add(ref copy, length), in line[^JsonBlock.Length], JsonBlock.Length);

        return ref tail;
    }
}
