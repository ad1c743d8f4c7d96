using System.Runtime.CompilerServices;

namespace Sidecar.Engine.Memory;

/// <summary>
/// Rows in native memory, found by number: as many as there are numbers, without a bound of its own. They come in chunks, so
/// that none ever moves and nothing is copied when more come. Zeroed. A row that was not made throws. Used by one thread.
/// </summary>
/// <param name="width">Elements of a row.</param>
internal sealed class NativeRows<T>(int width = 1)
    where T : unmanaged
{
    private const int ChunkBits = 9;
    private const int RowsOfChunk = 1 << ChunkBits;

    private readonly NativeHeap _heap = new();
    private Native<T>[] _chunks = [];
    private int _made;

    /// <summary>Rows that were made.</summary>
    public int Length => _made << ChunkBits;

    /// <summary>The first element of a row.</summary>
    public ref T this[int row]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref Row(row).Value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<T> Span(int row) => Row(row).Span(width);

    /// <summary>Makes this row, and all before it.</summary>
    public void Reach(int row)
    {
        int chunks = (row >> ChunkBits) + 1;
        if (chunks > _chunks.Length)
        {
            Array.Resize(ref _chunks, Math.Max(chunks, 2 * _chunks.Length));
        }

        while (_made < chunks)
        {
            _chunks[_made++] = _heap.Take<T>(width << ChunkBits);
        }
    }

    /// <summary>A chunk that was not made is nowhere: to look there throws.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Native<T> Row(int row) => _chunks[row >> ChunkBits].From((row & (RowsOfChunk - 1)) * width);
}
