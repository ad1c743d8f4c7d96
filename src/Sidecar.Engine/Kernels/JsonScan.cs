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
    private readonly byte[] _tail = new byte[JsonBlock.Length];

    /// <summary>True when the line is a JSON object, provided that what the index leaves open holds too.</summary>
    public bool Run<TBlock>(ReadOnlySpan<byte> line, JsonIndex index)
        where TBlock : struct, IJsonBlock<TBlock>
    {
        index.Kernel = TBlock.Kernel;
        if (line.Length is < KeyTable.MinLineLength or > JsonIndex.MaxLineLength || line[0] != '{' || line[^1] != '}')
            return false;

        index.StartLine(line.Length);
        _masks.StartLine();
        ref byte start = ref MemoryMarshal.GetReference(line);
        ref ulong masks = ref _masks.First;
        var scan = new JsonMaskScan<TBlock>();
        int full = line.Length / JsonBlock.Length;
        int done = 0;
        for (; full - done >= JsonMasks.MaxBlocks; done += JsonMasks.MaxBlocks)
        {
            scan.Run(ref Unsafe.Add(ref start, done * JsonBlock.Length), JsonMasks.MaxBlocks, ref masks);
            if (!Take(index, done, JsonMasks.MaxBlocks))
                return false;
            _masks.StartChunk(JsonMasks.MaxBlocks);
        }

        // What is left is less than a chunk, with a last block that may be short or even empty.
        int blocks = full - done;
        int tailLength = line.Length - (full * JsonBlock.Length);
        scan.Run(ref Unsafe.Add(ref start, done * JsonBlock.Length), blocks, ref masks);
        scan.Run(ref CopyTail(line[^tailLength..]), 1, ref Unsafe.Add(ref masks, blocks));
        _masks.End(blocks, tailLength);

        index.HasUnplainText = scan.HasBackslashes || scan.HasHighBytes;
        return Take(index, done, blocks + 1)
            && scan.IsGoodEnd
            && (!scan.HasBackslashes || JsonEscapes.AreValid(line));
    }

    private bool Take(JsonIndex index, int firstBlock, int blocks)
    {
        JsonBlockSummaries summaries = index.SummariesFrom(firstBlock);
        if (!JsonNeighbours.Check(_masks, blocks, ref summaries))
            return false;
        index.List(ref summaries, firstBlock, blocks);
        return true;
    }

    /// <summary>Copies what is left of the line to where a whole block may be read; spaces follow it.</summary>
    private ref byte CopyTail(ReadOnlySpan<byte> rest)
    {
        _tail.AsSpan().Fill((byte)' ');
        rest.CopyTo(_tail);
        return ref _tail[0];
    }
}
