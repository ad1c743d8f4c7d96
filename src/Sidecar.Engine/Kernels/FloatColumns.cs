using System.Runtime.CompilerServices;

namespace Sidecar.Engine.Kernels;

/// <summary>
/// A table of floats, one column after the other, as <see cref="BlockKernels"/> read it: each column starts where a
/// vector of 64 bytes may, and zeros fill it up to whole steps of 64 keys. Pinned, because the collector would move it off
/// that boundary. Whoever made it writes it; then it is read only, by any thread.
/// </summary>
public sealed class FloatColumns
{
    /// <summary>Keys in a block, the unit of all sums: its columns fit into the second-level cache.</summary>
    internal const int BlockLength = 2048;

    /// <summary>Keys in a step of the kernels.</summary>
    internal const int StepLength = 4 * FloatLanes.Count;

    private const int Alignment = 64;

    /// <summary>Columns that lie this many bytes apart compete for the same lines of the first-level cache.</summary>
    private const int CacheWay = 4096;

    private readonly float[] _values;
    private readonly int _first;

    internal unsafe FloatColumns(int count, int keyCount)
    {
        Count = count;
        KeyCount = keyCount;
        PaddedLength = (keyCount + StepLength - 1) / StepLength * StepLength;
        Stride = PaddedLength * sizeof(float) % CacheWay == 0 ? PaddedLength + StepLength : PaddedLength;
        _values = GC.AllocateArray<float>(checked((count * Stride) + (Alignment / sizeof(float))), pinned: true);
        fixed (float* start = _values)
            _first = (int)(-(nint)start & (Alignment - 1)) / sizeof(float);
    }

    public int Count { get; }

    public int KeyCount { get; }

    /// <summary>Keys and the zeros behind them.</summary>
    internal int PaddedLength { get; }

    /// <summary>From a value to the same key's in the next column.</summary>
    internal int Stride { get; }

    internal int BlockCount => (KeyCount + BlockLength - 1) / BlockLength;

    /// <summary>One value for each key.</summary>
    public ReadOnlySpan<float> this[int column] => Writable(column)[..KeyCount];

    /// <summary>The column with the zeros behind it.</summary>
    internal Span<float> Writable(int column) => _values.AsSpan(_first + (column * Stride), PaddedLength);

    /// <summary>Keys of a block, the zeros behind the last one included.</summary>
    internal int LengthOfBlock(int block) => Math.Min(BlockLength, PaddedLength - (block * BlockLength));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref float At(int column, int key) => ref _values[_first + (column * Stride) + key];
}
