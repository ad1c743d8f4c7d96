using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Sidecar.Engine.Kernels;

/// <summary>
/// Proves that the brackets of a scanned line match, that items stand in arrays and members in objects, and notes for each
/// bracket that opens the number of the one that closes it.
/// </summary>
internal sealed class JsonNesting
{
    /// <summary>{ and } differ in the same bits as [ and ] do.</summary>
    private const uint OpenXorClose = '{' ^ '}';

    /// <summary>Set in { and [, clear in } and ].</summary>
    private const uint OpenBit = 2;

    private const int ByteBits = 8;

    /// <summary>By depth: the bracket that opened what is there, its number above its byte. At depth 0 is nothing.</summary>
    private readonly uint[] _opened;
    private int[] _closers = [];

    /// <param name="maxDepth">Objects and arrays inside each other that are still accepted.</param>
    public JsonNesting(int maxDepth) => _opened = new uint[maxDepth + 1];

    /// <summary>By number of the opening bracket.</summary>
    public ReadOnlySpan<int> Closers => _closers;

    public bool Check(ReadOnlySpan<byte> line, JsonIndex index)
    {
        int count = index.BracketCount;
        if (_closers.Length < count)
            _closers = new int[index.Brackets.Length];

        ref byte text = ref MemoryMarshal.GetReference(line);
        ref int brackets = ref MemoryMarshal.GetArrayDataReference(index.Brackets);
        ref int closers = ref MemoryMarshal.GetArrayDataReference(_closers);
        ref uint opened = ref MemoryMarshal.GetArrayDataReference(_opened);
        nint maxDepth = _opened.Length - 1;
        nint depth = 0;
        uint wrong = 0;
        uint top = 0;
        int arrayItems = 0;
        for (nint i = 0; i < count; i++)
        {
            nint place = Unsafe.Add(ref brackets, i);
            uint bracket = Unsafe.Add(ref text, place);
            if ((byte)top == (byte)'[')
            {
                int items = index.CountArrayItems(Unsafe.Add(ref brackets, i - 1), (int)place);
                if (items < 0)
                    return false;
                arrayItems += items;
            }

            if ((bracket & OpenBit) != 0)
            {
                if (depth == maxDepth)
                    return false;
                top = ((uint)i << ByteBits) | bracket;
                Unsafe.Add(ref opened, ++depth) = top;
                continue;
            }

            // The last bracket alone closes the first.
            if (--depth <= 0 && (depth < 0 || i < count - 1))
                return false;
            wrong |= top ^ bracket ^ OpenXorClose;
            Unsafe.Add(ref closers, (nint)(top >> ByteBits)) = (int)i;
            top = Unsafe.Add(ref opened, depth);
        }

        return (byte)wrong == 0 && depth == 0 && arrayItems == index.ArrayItemCount;
    }
}
