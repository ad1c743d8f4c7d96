namespace Sidecar.Report;

/// <summary>One clustered key: its numbers, the same from 0 to 1, and what part of the whole it carries.</summary>
/// <param name="Key">Bytes that an attacker chose.</param>
/// <param name="Raw">In the order of the features, as <paramref name="Scaled"/>.</param>
/// <param name="Volume">0 to 1, of what <see cref="Clustering.Measure"/> says.</param>
internal sealed record KeyRow(byte[] Key, IReadOnlyList<double> Raw, IReadOnlyList<double> Scaled, double Volume);
