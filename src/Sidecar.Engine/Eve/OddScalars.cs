using System.Buffers.Binary;
using Sidecar.Engine.Kernels;

namespace Sidecar.Engine.Eve;

/// <summary>
/// Checks the numbers and literals that the scan left open: those with anything but digits in them. Few stand in a
/// record, most of them true and false.
/// </summary>
internal static class OddScalars
{
    /// <summary>Four letters as they are read at once.</summary>
    private const uint True = 't' | ('r' << 8) | ('u' << 16) | ('e' << 24);
    private const uint Null = 'n' | ('u' << 8) | ('l' << 16) | ('l' << 24);
    private const uint Fals = 'f' | ('a' << 8) | ('l' << 16) | ('s' << 24);

    public static bool AreValid(ReadOnlySpan<byte> line, JsonIndex index)
    {
        int end = 0;
        foreach (int odd in index.OddScalars.AsSpan(0, index.OddScalarCount))
        {
            // A later part of a number that was checked whole: the exponent behind the point.
            if (odd < end)
                continue;

            end = End(line, odd);
            if (end == 0 || line[end] is not ((byte)',' or (byte)'}' or (byte)']'))
                return false;
        }

        return true;
    }

    /// <summary>The place behind the scalar, which lies inside the line because a bracket ends it; 0 when it is none.</summary>
    private static int End(ReadOnlySpan<byte> line, int odd)
    {
        int start = odd;
        while (char.IsAsciiDigit((char)line[start - 1]))
            start--;

        ReadOnlySpan<byte> text = line[start..];
        if (BinaryPrimitives.TryReadUInt32LittleEndian(text, out uint four))
        {
            if (four is True or Null)
                return start + sizeof(uint);
            if (four == Fals && text is [_, _, _, _, (byte)'e', ..])
                return start + sizeof(uint) + 1;
        }

        if (text[0] != '-' && start == odd)
            return 0;

        var cursor = new JsonCursor(text);
        return cursor.TakeNumber() == EveStatus.Ok ? start + cursor.At : 0;
    }
}
