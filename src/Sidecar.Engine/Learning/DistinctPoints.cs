using Sidecar.Engine.Kernels;

namespace Sidecar.Engine.Learning;

/// <summary>
/// Counts distinct points, because there cannot be more clusters than that. Stops at the limit, so it looks at a few
/// keys only unless nearly all are alike. Points are distinct when a coordinate differs in any bit but the sign of zero.
/// </summary>
internal static class DistinctPoints
{
    public static int CountUpTo(int limit, double[][] columns, int keyCount)
    {
        Span<int> found = limit <= 64 ? stackalloc int[limit] : new int[limit];
        int count = 0;
        for (int key = 0; key < keyCount && count < limit; key++)
            if (!IsAmong(found[..count], columns, key))
                found[count++] = key;
        return count;
    }

    public static int CountUpTo(int limit, FloatColumns points)
    {
        Span<int> found = limit <= 64 ? stackalloc int[limit] : new int[limit];
        int count = 0;
        for (int key = 0; key < points.KeyCount && count < limit; key++)
            if (!IsAmong(found[..count], points, key))
                found[count++] = key;
        return count;
    }

    private static bool IsAmong(ReadOnlySpan<int> found, FloatColumns points, int key)
    {
        foreach (int other in found)
        {
            int column = 0;
            while (column < points.Count && points.At(column, key) == points.At(column, other))
                column++;
            if (column == points.Count)
                return true;
        }

        return false;
    }

    private static bool IsAmong(ReadOnlySpan<int> found, double[][] columns, int key)
    {
        foreach (int other in found)
            if (AreEqual(columns, key, other))
                return true;
        return false;
    }

    private static bool AreEqual(double[][] columns, int key, int other)
    {
        foreach (double[] column in columns)
            if (column[key] != column[other])
                return false;
        return true;
    }
}
