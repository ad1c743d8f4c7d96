namespace Sidecar.Engine.Kernels;

/// <summary>How EVE records are scanned: byte by byte, or 64 bytes at a time in vectors of so many bits.</summary>
public enum JsonKernel : byte
{
    Scalar,
    Vector128,
    Vector256,
    Vector512,
}
