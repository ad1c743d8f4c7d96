using System.Runtime.InteropServices;

namespace Sidecar.Engine.Memory;

/// <summary>
/// Bytes that are appended to, in native memory that grows by doubling. The first <see cref="FreeBytes"/> are the
/// owner's own, all beyond comes out of a budget that it shares with others. Used by one thread.
/// </summary>
internal sealed unsafe class NativeBuffer(int maxBytes, MemoryBudget budget) : IDisposable
{
    /// <summary>Kept for good once taken, and not metered.</summary>
    public const int FreeBytes = 64 << 10;

    private byte* _address;
    private int _capacity;

    public int Length { get; private set; }

    /// <summary>Valid until the next call of anything that writes.</summary>
    public ReadOnlySpan<byte> Bytes => new(_address, Length);

    /// <returns>False when there is no room: it would be longer than its limit, or others have taken the memory.</returns>
    public bool TryAppend(ReadOnlySpan<byte> bytes)
    {
        long length = (long)Length + bytes.Length;
        if (length > maxBytes || (length > _capacity && !TryGrow((int)length)))
        {
            return false;
        }

        bytes.CopyTo(new Span<byte>(_address + Length, _capacity - Length));
        Length = (int)length;
        return true;
    }

    /// <summary>Forgets the bytes; the memory stays as it is, and so do they until something is written.</summary>
    public void Clear() => Length = 0;

    /// <summary>Gives back what a long record has taken, when nothing is in it.</summary>
    public void Trim()
    {
        if (_capacity > FreeBytes && Length == 0)
        {
            Resize(FreeBytes);
        }
    }

    public void Dispose()
    {
        Length = 0;
        budget.Give(Metered(_capacity));
        NativeMemory.Free(_address);
        _address = null;
        _capacity = 0;
    }

    private static int Metered(int capacity) => Math.Max(0, capacity - FreeBytes);

    private bool TryGrow(int least)
    {
        int capacity = (int)Math.Min(Math.Max(maxBytes, FreeBytes), Math.Max(FreeBytes, Math.Max(least, 2L * _capacity)));
        if (!budget.TryTake(Metered(capacity) - Metered(_capacity)))
        {
            return false;
        }

        int before = _capacity;
        Resize(capacity);
        new Span<byte>(_address + before, capacity - before).Clear();
        return true;
    }

    private void Resize(int capacity)
    {
        // Large blocks are moved by the kernel, page by page, not copied.
        _address = (byte*)NativeMemory.Realloc(_address, (nuint)capacity);
        if (capacity < _capacity)
        {
            budget.Give(Metered(_capacity) - Metered(capacity));
        }

        _capacity = capacity;
    }
}
