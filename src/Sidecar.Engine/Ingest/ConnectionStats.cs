namespace Sidecar.Engine.Ingest;

/// <summary>One open connection of a Suricata at one moment.</summary>
/// <param name="User">Number of the user that connected, as the kernel tells it.</param>
/// <param name="Bytes">Taken of it by the engine.</param>
public sealed record ConnectionStats(uint User, long Bytes);
