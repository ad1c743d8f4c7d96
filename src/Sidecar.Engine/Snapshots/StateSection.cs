namespace Sidecar.Engine.Snapshots;

/// <summary>One part of a state, encoded: immutable, so that another thread may pack and write it.</summary>
/// <param name="Name">At most 16 characters of ASCII.</param>
/// <param name="Version">Of this section's encoding, counted from 1.</param>
internal sealed record StateSection(string Name, int Version, ReadOnlyMemory<byte> Content);
