namespace Sidecar.Engine.Verdicts;

/// <summary>
/// Key texts compared by their bytes. In order and never by a hash: keys are the attacker's, who could choose them so
/// that they share one.
/// </summary>
internal static class ByBytes
{
    public static IComparer<byte[]> Order { get; } = Comparer<byte[]>.Create((x, y) => x.AsSpan().SequenceCompareTo(y));
}
