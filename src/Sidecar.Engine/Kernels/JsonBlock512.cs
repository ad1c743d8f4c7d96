using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Sidecar.Engine.Kernels;

/// <summary>A block in one register of 512 bits. On x86 each comparison answers with a mask register.</summary>
internal readonly struct JsonBlock512 : IJsonBlock<JsonBlock512>
{
    private readonly Vector512<byte> _bytes;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private JsonBlock512(Vector512<byte> bytes) => _bytes = bytes;

    public static JsonKernel Kernel => JsonKernel.Vector512;

    public static JsonBlock512 Spaces
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(Vector512.Create((byte)' '));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static JsonBlock512 Min(JsonBlock512 left, JsonBlock512 right) => new(Vector512.Min(left._bytes, right._bytes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static JsonBlock512 Or(JsonBlock512 left, JsonBlock512 right) => new(left._bytes | right._bytes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static JsonBlock512 Load(ref readonly byte first) => new(Vector512.LoadUnsafe(in first));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Equal(byte value) => Vector512.Equals(_bytes, Vector512.Create(value)).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong EqualWithBit5(byte value) =>
        Vector512.Equals(_bytes | Vector512.Create((byte)0x20), Vector512.Create(value)).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Digits() => Vector512.LessThan(_bytes - Vector512.Create((byte)'0'), Vector512.Create((byte)10)).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong ControlOrHigh() => Vector512.LessThan(_bytes.AsSByte(), Vector512.Create((sbyte)0x20)).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong High() => _bytes.ExtractMostSignificantBits();
}
