namespace Sidecar.Generator.Trial;

/// <summary>What the sidecar said of one key, and when: microseconds since the network's start.</summary>
internal sealed record Said(long Time, string Action, string View, string Key, string Reason);
