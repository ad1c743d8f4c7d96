using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Sidecar.Engine.Kernels;

/// <summary>Registers of 128 bits, two of them for a text.</summary>
internal readonly unsafe struct LineVector128 : ILineVector
{
    private const uint AllBits = (1 << 16) - 1;

    public static int PlainWidth => Vector128<byte>.Count;

    public static int DigitWidth => Vector128<byte>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool StartsWith(byte* line, LineNode* node)
    {
        uint low = Vector128.Equals(Vector128.Load(line), Vector128.Load((byte*)node)).ExtractMostSignificantBits();
        uint high = Vector128.Equals(Vector128.Load(line + PlainWidth), Vector128.Load((byte*)node + PlainWidth)).ExtractMostSignificantBits();
        return (node->TextBits & ~(low | (high << PlainWidth))) == 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int PlainLength(byte* line)
    {
        // Signed, a byte above 0x7f is below the space too.
        Vector128<byte> bytes = Vector128.Load(line);
        Vector128<byte> special = Vector128.Equals(bytes, Vector128.Create((byte)'"'))
            | Vector128.Equals(bytes, Vector128.Create((byte)'\\'))
            | Vector128.LessThan(bytes.AsSByte(), Vector128.Create((sbyte)' ')).AsByte();
        return BitOperations.TrailingZeroCount(special.ExtractMostSignificantBits() | ~AllBits);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int DigitCount(byte* line)
    {
        Vector128<byte> values = Vector128.Load(line) - Vector128.Create((byte)'0');
        return BitOperations.TrailingZeroCount(Vector128.GreaterThan(values, Vector128.Create((byte)9)).ExtractMostSignificantBits() | ~AllBits);
    }
}
