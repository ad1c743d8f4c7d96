namespace Sidecar.Engine.Extraction;

/// <summary>A key of a view, in canonical bytes, whose records are wanted.</summary>
public readonly record struct ViewKey(string View, ReadOnlyMemory<byte> Key);
