using System.Numerics;
using System.Runtime.CompilerServices;

namespace Sidecar.Engine.Memory;

/// <summary>
/// Native memory for what comes and goes by the million, which as objects would keep the garbage collector busy: its pauses
/// stop the threads that receive, too. Blocks of a few sizes; one that is given back waits for the next of its size, so what
/// comes to a window takes the place of what left it. The kernel gets its pages back when nobody refers to the heap any more.
/// Used by one thread.
/// </summary>
internal sealed unsafe class NativeHeap
{
    /// <summary>Up to so many bytes a size is a multiple of the smallest one, beyond a power of two.</summary>
    private const int FineBits = 10;
    private const int SmallestBits = 5;
    private const int FineSizes = 1 << (FineBits - SmallestBits);

    private const long FirstPages = 256 << 10;
    private const long MostPages = 64 << 20;

    /// <summary>From so many bytes on, pages of 2 MB are asked for: a flood of what is new comes to fresh pages all the time.</summary>
    private const long HugePages = 4 << 20;

    private List<PageMap> _pages = [];

    /// <summary>Of each size, the block that was given back last; its first word is the one before.</summary>
    private readonly nint[] _waiting = new nint[FineSizes + 31 - FineBits];

    private nint _next;
    private long _left;

    /// <summary>Of all blocks that are not given back, as large as they are.</summary>
    public long TakenBytes { get; private set; }

    /// <summary>The same with those that wait for use.</summary>
    public long HeldBytes { get; private set; }

    /// <summary>Reserved in the address space; what of it was never touched takes no memory.</summary>
    public long ReservedBytes { get; private set; }

    /// <returns>So many, all zero, at a multiple of 32 bytes.</returns>
    /// <exception cref="InsufficientMemoryException">So much address space is not to be had.</exception>
    public Native<T> Take<T>(int length = 1)
        where T : unmanaged
    {
        (int size, int bytes) = SizeOf(checked(length * sizeof(T)));
        TakenBytes += bytes;
        nint block = _waiting[size];
        if (block == 0)
        {
            return new Native<T>(Cut(bytes));
        }

        _waiting[size] = *(nint*)block;
        new Span<byte>((void*)block, bytes).Clear();
        return new Native<T>(block);
    }

    /// <param name="length">As it was taken.</param>
    public void Give<T>(Native<T> block, int length = 1)
        where T : unmanaged
    {
        (int size, int bytes) = SizeOf(length * sizeof(T));
        TakenBytes -= bytes;
        *(nint*)block.Address = _waiting[size];
        _waiting[size] = block.Address;
    }

    /// <summary>Begins with nothing, where its owner takes anew what it still needs.</summary>
    /// <returns>All pages of before: the owner's now, who disposes them when it has copied from them what it holds.</returns>
    public IReadOnlyList<PageMap> BeginAnew()
    {
        List<PageMap> before = _pages;
        _pages = [];
        Array.Clear(_waiting);
        (_next, _left, TakenBytes, HeldBytes, ReservedBytes) = (0, 0, 0, 0, 0);
        return before;
    }

    /// <returns>Which size, and the bytes of it.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (int Size, int Bytes) SizeOf(int bytes)
    {
        if (bytes <= 1 << FineBits)
        {
            int last = Math.Max(bytes - 1, 0) >> SmallestBits;
            return (last, (last + 1) << SmallestBits);
        }

        int bits = BitOperations.Log2((uint)bytes - 1) + 1;
        return (FineSizes + bits - FineBits - 1, 1 << bits);
    }

    private nint Cut(int bytes)
    {
        if (bytes > _left)
        {
            // What is left of the pages before is left: less than a block.
            long pages = Math.Max(bytes, Math.Clamp(ReservedBytes, FirstPages, MostPages));
            PageMap map = new((nuint)pages, hugePages: pages >= HugePages);
            _pages.Add(map);
            ReservedBytes += pages;
            (_next, _left) = (map.Address, pages);
        }

        nint block = _next;
        _next += bytes;
        _left -= bytes;
        HeldBytes += bytes;
        return block;
    }
}
