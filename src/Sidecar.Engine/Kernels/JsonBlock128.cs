using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Sidecar.Engine.Kernels;

/// <summary>A block in four registers of 128 bits, which every x86-64 and arm64 machine has.</summary>
internal readonly struct JsonBlock128 : IJsonBlock<JsonBlock128>
{
    private readonly Vector128<byte> _first;
    private readonly Vector128<byte> _second;
    private readonly Vector128<byte> _third;
    private readonly Vector128<byte> _fourth;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private JsonBlock128(Vector128<byte> first, Vector128<byte> second, Vector128<byte> third, Vector128<byte> fourth)
    {
        _first = first;
        _second = second;
        _third = third;
        _fourth = fourth;
    }

    public static JsonKernel Kernel => JsonKernel.Vector128;

    public static JsonBlock128 Spaces
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(Vector128.Create((byte)' '), Vector128.Create((byte)' '), Vector128.Create((byte)' '), Vector128.Create((byte)' '));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static JsonBlock128 Min(JsonBlock128 left, JsonBlock128 right) => new(Vector128.Min(left._first, right._first), Vector128.Min(left._second, right._second), Vector128.Min(left._third, right._third), Vector128.Min(left._fourth, right._fourth));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static JsonBlock128 Or(JsonBlock128 left, JsonBlock128 right) => new(left._first | right._first, left._second | right._second, left._third | right._third, left._fourth | right._fourth);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static JsonBlock128 Load(ref readonly byte first) => new(
        Vector128.LoadUnsafe(in first),
        Vector128.LoadUnsafe(in first, 16),
        Vector128.LoadUnsafe(in first, 32),
        Vector128.LoadUnsafe(in first, 48));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Equal(byte value)
    {
        Vector128<byte> wanted = Vector128.Create(value);
        return Mask(Vector128.Equals(_first, wanted), Vector128.Equals(_second, wanted), Vector128.Equals(_third, wanted), Vector128.Equals(_fourth, wanted));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong EqualWithBit5(byte value)
    {
        Vector128<byte> bit5 = Vector128.Create((byte)0x20);
        Vector128<byte> wanted = Vector128.Create(value);
        return Mask(Vector128.Equals(_first | bit5, wanted), Vector128.Equals(_second | bit5, wanted), Vector128.Equals(_third | bit5, wanted), Vector128.Equals(_fourth | bit5, wanted));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Digits()
    {
        // Moved up so that 9 becomes the largest signed byte: x86 compares only signed ones at this width.
        Vector128<byte> shift = Vector128.Create((byte)(sbyte.MaxValue - '9'));
        Vector128<sbyte> below = Vector128.Create((sbyte)(sbyte.MaxValue - 10));
        return Mask(Vector128.GreaterThan((_first + shift).AsSByte(), below).AsByte(), Vector128.GreaterThan((_second + shift).AsSByte(), below).AsByte(), Vector128.GreaterThan((_third + shift).AsSByte(), below).AsByte(), Vector128.GreaterThan((_fourth + shift).AsSByte(), below).AsByte());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong ControlOrHigh()
    {
        Vector128<sbyte> space = Vector128.Create((sbyte)0x20);
        return Mask(Vector128.LessThan(_first.AsSByte(), space).AsByte(), Vector128.LessThan(_second.AsSByte(), space).AsByte(), Vector128.LessThan(_third.AsSByte(), space).AsByte(), Vector128.LessThan(_fourth.AsSByte(), space).AsByte());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong High() => Mask(_first, _second, _third, _fourth);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mask(Vector128<byte> first, Vector128<byte> second, Vector128<byte> third, Vector128<byte> fourth) =>
        first.ExtractMostSignificantBits() |
        ((ulong)second.ExtractMostSignificantBits() << 16) |
        ((ulong)third.ExtractMostSignificantBits() << 32) |
        ((ulong)fourth.ExtractMostSignificantBits() << 48);
}
