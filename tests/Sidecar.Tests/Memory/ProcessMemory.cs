using System.Globalization;

namespace Sidecar.Tests.Memory;

/// <summary>This process's memory in the eyes of the kernel.</summary>
internal static class ProcessMemory
{
    /// <summary>With what others left gone: else it goes while something is measured, and hides what that takes.</summary>
    public static long SettledBytes()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return ResidentBytes();
    }

    public static long ResidentBytes() =>
        long.Parse(File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) << 10;
}
