using Sidecar.Engine.Kernels;

namespace Sidecar.Engine.Eve;

/// <summary>
/// Checks the numbers and literals that the scan left open: those with anything but digits in them. Few stand in a
/// record, most of them true and false.
/// </summary>
internal static class OddScalars
{
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
        if (text.StartsWith("true"u8) || text.StartsWith("null"u8))
            return start + 4;
        if (text.StartsWith("false"u8))
            return start + 5;
        if (text[0] != '-' && start == odd)
            return 0;

        var cursor = new JsonCursor(text);
        return cursor.TakeNumber() == EveStatus.Ok ? start + cursor.At : 0;
    }
}
