using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Sidecar.Engine.Memory;

/// <summary>
/// An array outside the garbage collector's heap that is reserved at its full length at once and costs memory only
/// where it was touched: it grows without a pause and is never copied. Zeroed. Whoever made it owns it, disposes it,
/// and lets one thread at a time use it. An index out of range throws, as with any array.
/// </summary>
internal sealed unsafe class NativeArray<T> : IDisposable
    where T : unmanaged
{
    private const int CacheLineBytes = 64;

    private readonly MemoryMeter _meter;
    private readonly PageMap _pages;
    private readonly T* _first;

    /// <param name="length">Elements.</param>
    /// <param name="hugePages">Ask for pages of 2 MB, for what is filled from its start or touched everywhere at once.</param>
    /// <exception cref="InsufficientMemoryException">So much address space is not to be had.</exception>
    public NativeArray(int length, bool hugePages, MemoryMeter meter)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        Length = length;
        _meter = meter;
        ReservedBytes = (long)length * sizeof(T);
        _pages = new PageMap((nuint)ReservedBytes, hugePages);
        _first = (T*)_pages.Address;
        _meter.Add(ReservedBytes);
    }

    public int Length { get; private set; }

    public long ReservedBytes { get; }

    public ref T this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            if ((uint)index >= (uint)Length)
            {
                ThrowOutOfRange(index);
            }

            return ref _first[index];
        }
    }

    /// <summary>Starts to bring an element into the cache; returns at once. Nothing happens for an index out of range.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(int index)
    {
        if (Sse.IsSupported && (uint)index < (uint)Length)
        {
            Sse.Prefetch0(_first + index);
            if (CacheLineBytes % sizeof(T) != 0)
            {
                // The element may lie in two lines.
                Sse.Prefetch0((byte*)(_first + index) + sizeof(T) - 1);
            }
        }
    }

    /// <summary>The same for the cache line of a part of it alone.</summary>
    /// <param name="offset">Of the part, in bytes.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PrefetchPart(int index, int offset)
    {
        if (Sse.IsSupported && (uint)index < (uint)Length)
        {
            Sse.Prefetch0((byte*)(_first + index) + offset);
        }
    }

    public void Dispose()
    {
        if (Length > 0)
        {
            // First of all: from here on every access throws.
            Length = 0;
            _pages.Dispose();
            _meter.Add(-ReservedBytes);
        }
    }

    [DoesNotReturn]
    private void ThrowOutOfRange(int index) =>
        throw new ArgumentOutOfRangeException(nameof(index), index, $"the array has {Length} elements{(Length == 0 ? ", for it was disposed" : "")}");
}
