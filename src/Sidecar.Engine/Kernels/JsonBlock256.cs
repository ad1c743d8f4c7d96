using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Sidecar.Engine.Kernels;

/// <summary>A block in two registers of 256 bits.</summary>
internal readonly struct JsonBlock256 : IJsonBlock<JsonBlock256>
{
    private readonly Vector256<byte> _first;
    private readonly Vector256<byte> _second;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private JsonBlock256(Vector256<byte> first, Vector256<byte> second)
    {
        _first = first;
        _second = second;
    }

    public static JsonKernel Kernel => JsonKernel.Vector256;

    public static JsonBlock256 Spaces
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(Vector256.Create((byte)' '), Vector256.Create((byte)' '));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static JsonBlock256 Min(JsonBlock256 left, JsonBlock256 right) => new(Vector256.Min(left._first, right._first), Vector256.Min(left._second, right._second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static JsonBlock256 Or(JsonBlock256 left, JsonBlock256 right) => new(left._first | right._first, left._second | right._second);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static JsonBlock256 Load(ref readonly byte first) => new(
        Vector256.LoadUnsafe(in first),
        Vector256.LoadUnsafe(in first, 32));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Equal(byte value)
    {
        Vector256<byte> wanted = Vector256.Create(value);
        return Mask(Vector256.Equals(_first, wanted), Vector256.Equals(_second, wanted));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong EqualWithBit5(byte value)
    {
        Vector256<byte> bit5 = Vector256.Create((byte)0x20);
        Vector256<byte> wanted = Vector256.Create(value);
        return Mask(Vector256.Equals(_first | bit5, wanted), Vector256.Equals(_second | bit5, wanted));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Digits()
    {
        // Moved up so that 9 becomes the largest signed byte: x86 compares only signed ones at this width.
        Vector256<byte> shift = Vector256.Create((byte)(sbyte.MaxValue - '9'));
        Vector256<sbyte> below = Vector256.Create((sbyte)(sbyte.MaxValue - 10));
        return Mask(Vector256.GreaterThan((_first + shift).AsSByte(), below).AsByte(), Vector256.GreaterThan((_second + shift).AsSByte(), below).AsByte());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong ControlOrHigh()
    {
        Vector256<sbyte> space = Vector256.Create((sbyte)0x20);
        return Mask(Vector256.LessThan(_first.AsSByte(), space).AsByte(), Vector256.LessThan(_second.AsSByte(), space).AsByte());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong High() => Mask(_first, _second);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mask(Vector256<byte> first, Vector256<byte> second) =>
        first.ExtractMostSignificantBits() |
        ((ulong)second.ExtractMostSignificantBits() << 32);
}
