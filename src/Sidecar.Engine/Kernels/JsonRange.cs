namespace Sidecar.Engine.Kernels;

/// <summary>Where in its line, in bytes, a value stands, quotes and brackets included. Empty when there is none: no value starts a line.</summary>
internal readonly record struct JsonRange(int Start, int Length)
{
    public bool IsEmpty => Length == 0;
}
