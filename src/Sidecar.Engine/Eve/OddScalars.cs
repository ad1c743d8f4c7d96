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

        int length = JsonScalar.Length(line[start..]);
        return length == 0 ? 0 : start + length;
    }
}
