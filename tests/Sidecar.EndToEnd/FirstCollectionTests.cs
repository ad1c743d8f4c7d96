using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace Sidecar.EndToEnd;

/// <summary>A thread that comes back from a receive waits for a collection, and Suricata drops meanwhile: the binary is built to begin late with them.</summary>
public sealed class FirstCollectionTests : IDisposable
{
    private const int Flows = 20_000;

    private readonly string _folder = Directory.CreateTempSubdirectory("sidecar-collection-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_first_tens_of_thousands_of_keys_bring_no_collection() => Assert.Equal(0, CollectionsOf("exec \"$@\""));

    /// <summary>As many bring some where the runtime is told otherwise: 4 MB, in hexadecimal.</summary>
    [Fact]
    public void The_same_keys_bring_collections_by_the_runtimes_own_measure() =>
        Assert.InRange(CollectionsOf("export DOTNET_GCgen0size=400000; exec \"$@\""), 1, int.MaxValue);

    private int CollectionsOf(string start)
    {
        using SidecarProcess sidecar = SidecarProcess.StartByShell(_folder, start, "unused", "--set", "ingest.when-full=wait");
        using (EveClient client = new(sidecar.EveSocket))
        {
            for (int flow = 0; flow < Flows; flow++)
                client.Send(EveClient.Records(flow, userAgent: $"agent/{flow}", source: $"10.1.{flow >> 8}.{flow & 255}"));
        }

        string status = "";
        SidecarProcess.WaitUntil(
            () => (status = SidecarProcess.Run(["status", "--json", "--run-dir", _folder]).Text).Contains($"\"parsed\":{2 * Flows},", StringComparison.Ordinal), "all is read");
        sidecar.Stop().Balanced();
        return int.Parse(Regex.Match(status, "\"by_generation\":\\[([0-9]+),").Groups[1].Value, CultureInfo.InvariantCulture);
    }
}
