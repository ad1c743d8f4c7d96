using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Sidecar.Engine.Kernels;

/// <summary>Registers of 256 bits.</summary>
internal readonly unsafe struct LineVector256 : ILineVector
{
    public static int PlainWidth => Vector256<byte>.Count;

    public static int DigitWidth => Vector256<byte>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool StartsWith(byte* line, LineNode* node)
    {
        uint equal = Vector256.Equals(Vector256.Load(line), Vector256.Load((byte*)node)).ExtractMostSignificantBits();
        return (node->TextBits & ~equal) == 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int PlainLength(byte* line)
    {
        // Signed, a byte above 0x7f is below the space too.
        Vector256<byte> bytes = Vector256.Load(line);
        Vector256<byte> special = Vector256.Equals(bytes, Vector256.Create((byte)'"'))
            | Vector256.Equals(bytes, Vector256.Create((byte)'\\'))
            | Vector256.LessThan(bytes.AsSByte(), Vector256.Create((sbyte)' ')).AsByte();
        return BitOperations.TrailingZeroCount(special.ExtractMostSignificantBits());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int DigitCount(byte* line)
    {
        Vector256<byte> values = Vector256.Load(line) - Vector256.Create((byte)'0');
        return BitOperations.TrailingZeroCount(Vector256.GreaterThan(values, Vector256.Create((byte)9)).ExtractMostSignificantBits());
    }
}
