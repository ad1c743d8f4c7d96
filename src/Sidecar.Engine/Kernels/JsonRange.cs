using System.Runtime.CompilerServices;

namespace Sidecar.Engine.Kernels;

/// <summary>Where in its line, in bytes, a value stands, quotes and brackets included. Empty when there is none: no value starts a line.</summary>
internal readonly record struct JsonRange
{
    /// <summary>In the start, which a line is too short to need it for.</summary>
    private const int PlainBit = int.MinValue;

    private readonly int _start;

    public JsonRange(int start, int length)
    {
        _start = start;
        Length = length;
    }

    private JsonRange(int start, int length, int bit)
        : this(start | bit, length)
    {
    }

    public int Start => _start & ~PlainBit;

    public int Length { get; }

    /// <summary>The value is a string of ASCII without escapes, or a number of digits alone. When not set, it may be one all the same.</summary>
    public bool IsKnownPlain => (_start & PlainBit) != 0;

    /// <summary>The same, and so many bytes of the line are before it.</summary>
    public bool IsKnownPlainBehind(int bytes) => (uint)_start >= unchecked((uint)PlainBit) + (uint)bytes;

    public bool IsEmpty => Length == 0;

    /// <summary>The range of a string that is ASCII without escapes, or of a number of digits alone.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static JsonRange OfPlain(int start, int length) => new(start, length, PlainBit);

    /// <summary>The value.</summary>
    /// <param name="line">The line that the range was made for. A shorter one throws.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> In(ReadOnlySpan<byte> line) => line.Slice(Start, Length);
}
