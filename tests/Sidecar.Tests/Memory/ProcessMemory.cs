using System.Globalization;

namespace Sidecar.Tests.Memory;

/// <summary>This process's memory in the eyes of the kernel.</summary>
internal static class ProcessMemory
{
    public static long ResidentBytes() =>
        long.Parse(File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) << 10;
}
