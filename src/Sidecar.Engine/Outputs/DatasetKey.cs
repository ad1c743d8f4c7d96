namespace Sidecar.Engine.Outputs;

/// <summary>A key in a dataset, as it goes into a command.</summary>
internal readonly record struct DatasetKey(Dataset Set, string Value);
