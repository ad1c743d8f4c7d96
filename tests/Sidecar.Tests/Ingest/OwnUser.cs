using System.Globalization;

namespace Sidecar.Tests.Ingest;

/// <summary>The user that the tests run as, as the kernel tells it.</summary>
internal static class OwnUser
{
    public static uint Id { get; } = uint.Parse(
        File.ReadLines("/proc/self/status").First(line => line.StartsWith("Uid:", StringComparison.Ordinal)).Split('\t')[1],
        CultureInfo.InvariantCulture);
}
