using System.Runtime.CompilerServices;

namespace Sidecar.Engine.Kernels;

/// <summary>
/// The scalar twin of the blocks: what each mask means, one byte at a time. Tests compare the widths with it; the engine
/// does not use it, because without vectors the scan is slower than reading token by token.
/// </summary>
internal readonly struct JsonBlockScalar : IJsonBlock<JsonBlockScalar>
{
    private readonly Bytes _bytes;

    private JsonBlockScalar(Bytes bytes) => _bytes = bytes;

    public static JsonKernel Kernel => JsonKernel.Scalar;

    public static JsonBlockScalar Spaces => Each(default, default, static (_, _) => (byte)' ');

    public static JsonBlockScalar Min(JsonBlockScalar left, JsonBlockScalar right) => Each(left, right, Math.Min);

    public static JsonBlockScalar Or(JsonBlockScalar left, JsonBlockScalar right) => Each(left, right, static (l, r) => (byte)(l | r));

    public static JsonBlockScalar Load(ref readonly byte first)
    {
        Bytes bytes = default;
        for (int i = 0; i < JsonBlock.Length; i++)
            bytes[i] = Unsafe.Add(ref Unsafe.AsRef(in first), i);
        return new JsonBlockScalar(bytes);
    }

    public ulong Equal(byte value)
    {
        ulong mask = 0;
        for (int i = 0; i < JsonBlock.Length; i++)
            mask |= _bytes[i] == value ? 1UL << i : 0;
        return mask;
    }

    public ulong EqualWithBit5(byte value) => Equal(value) | Equal((byte)(value & ~0x20));

    public ulong Digits()
    {
        ulong mask = 0;
        for (byte digit = (byte)'0'; digit <= '9'; digit++)
            mask |= Equal(digit);
        return mask;
    }

    public ulong ControlOrHigh()
    {
        ulong mask = High();
        for (byte control = 0; control < 0x20; control++)
            mask |= Equal(control);
        return mask;
    }

    public ulong High()
    {
        ulong mask = 0;
        for (int i = 0; i < JsonBlock.Length; i++)
            mask |= _bytes[i] >= 0x80 ? 1UL << i : 0;
        return mask;
    }

    private static JsonBlockScalar Each(JsonBlockScalar left, JsonBlockScalar right, Func<byte, byte, byte> function)
    {
        Bytes bytes = default;
        for (int i = 0; i < JsonBlock.Length; i++)
            bytes[i] = function(left._bytes[i], right._bytes[i]);
        return new JsonBlockScalar(bytes);
    }

    /// <summary>The bytes of the block, held by value as the other blocks hold theirs.</summary>
    [InlineArray(JsonBlock.Length)]
    private struct Bytes
    {
        private byte _first;
    }
}
