using System.Runtime.CompilerServices;

namespace Sidecar.Engine.Kernels;

/// <summary>Where in its line, in bytes, a value stands, quotes and brackets included. Empty when there is none: no value starts a line.</summary>
internal readonly record struct JsonRange
{
    /// <summary>In the start, which a line is too short to need it for.</summary>
    private const int PlainBit = int.MinValue;

    /// <summary>Beside the other one it tells a string from a number: see <see cref="JsonIndex.MaxLineLength"/>.</summary>
    private const int TextBit = 1 << 30;

    private readonly int _start;

    public JsonRange(int start, int length)
    {
        _start = start;
        Length = length;
    }

    private JsonRange(int start, int length, int bits)
        : this(start | bits, length)
    {
    }

    public int Start => IsKnownPlain ? PlainStart : _start;

    public int Length { get; }

    /// <summary>The value is a string of ASCII without escapes, or a number of digits alone. When not set, it may be one all the same.</summary>
    public bool IsKnownPlain => _start < 0;

    /// <summary>How many quotes there are on each side. Of a value that is known to be plain.</summary>
    public int PlainQuotes => (_start >> 30) & 1;

    /// <summary>The same as <see cref="Start"/>. Of a value that is known to be plain.</summary>
    public int PlainStart => _start & ~(PlainBit | TextBit);

    public bool IsEmpty => Length == 0;

    /// <summary>The range of a string that is ASCII without escapes, in a line no longer than <see cref="JsonIndex.MaxLineLength"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static JsonRange OfPlainText(int start, int length) => new(start, length, PlainBit | TextBit);

    /// <summary>The range of a number of digits alone, in such a line.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static JsonRange OfDigits(int start, int length) => new(start, length, PlainBit);

    /// <summary>The value is known to be digits alone, no more than so many, and as many bytes of the line are before it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool AreDigits(int most) => (uint)(_start - (PlainBit + most)) < (uint)(TextBit - most) && Length <= most;

    /// <summary>The value.</summary>
    /// <param name="line">The line that the range was made for. A shorter one throws.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> In(ReadOnlySpan<byte> line) => line.Slice(Start, Length);
}
