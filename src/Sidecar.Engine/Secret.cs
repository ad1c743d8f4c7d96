using System.Buffers.Binary;

namespace Sidecar.Engine;

/// <summary>
/// Seeds of hash tables that nobody outside can know. From the kernel's own device (random(4)): the framework would load
/// OpenSSL for it, which the binary needs for nothing else.
/// </summary>
public static class Secret
{
    private const string Device = "/dev/urandom";

    public static ulong Next()
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        using FileStream device = new(Device, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        device.ReadExactly(bytes);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }
}
