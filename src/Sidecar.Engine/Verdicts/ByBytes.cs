using System.IO.Hashing;

namespace Sidecar.Engine.Verdicts;

/// <summary>Key texts compared by their bytes.</summary>
internal static class ByBytes
{
    public static IComparer<byte[]> Order { get; } = Comparer<byte[]>.Create((x, y) => x.AsSpan().SequenceCompareTo(y));

    public static IEqualityComparer<byte[]> Equality { get; } =
        EqualityComparer<byte[]>.Create((x, y) => x.AsSpan().SequenceEqual(y), key => (int)XxHash3.HashToUInt64(key));
}
