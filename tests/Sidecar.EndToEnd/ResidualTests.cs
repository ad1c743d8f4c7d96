using System.Text;
using System.Text.Json;
using Xunit;

namespace Sidecar.EndToEnd;

/// <summary>What is left to look at: records as Suricata wrote them, the same from a replay and from a run.</summary>
public sealed class ResidualTests
{
    private const string Scanner = "python-requests/2.31.0";

    private static readonly byte[] s_eve = ReplayTests.Decompressed(FixtureFiles.PathOf("golden", "scene.eve.ndjson.zst"));

    [Fact]
    public void A_replay_leaves_the_records_of_no_excluded_key_byte_for_byte_and_in_order()
    {
        string[] lines = Lines(s_eve);
        Finished finished = SidecarProcess.Run(["replay", "-", "--residual", "-", "--verdicts", "/dev/null"], s_eve).Balanced();
        string[] residual = Lines(finished.Output);
        Assert.Equal(residual.Length, finished.Residual);
        int at = 0;
        Assert.All(residual, line =>
        {
            at = Array.IndexOf(lines, line, at) + 1;
            Assert.True(at > 0, $"not in the input, or not in its order: {line}");
        });

        // From the verdict until the release, nothing of the scanner but its alerts, and all of everybody else.
        string[] verdicts = Lines(SidecarProcess.Run(["replay", "-"], s_eve).Output);
        string from = TimeOf(verdicts[0]);
        string to = TimeOf(verdicts[1]);
        HashSet<string> left = [.. residual];
        ILookup<bool, string> gone = lines.Where(line => !left.Contains(line)).ToLookup(line => line.Contains(Scanner, StringComparison.Ordinal));
        Assert.All(gone[true], line => Assert.InRange(TimeOf(line), from, to, StringComparer.Ordinal));
        Assert.Equal(
            lines.Where(line => line.Contains("\"event_type\":\"http\"", StringComparison.Ordinal) && line.Contains(Scanner, StringComparison.Ordinal))
                .Count(line => string.CompareOrdinal(TimeOf(line), from) >= 0 && string.CompareOrdinal(TimeOf(line), to) < 0),
            gone[true].Count(line => line.Contains("\"event_type\":\"http\"", StringComparison.Ordinal)));
        // The others that are gone are the flows of its requests, and what else was said of them.
        HashSet<long> scanned = [.. lines.Where(line => line.Contains(Scanner, StringComparison.Ordinal)).Select(FlowIdOf)];
        Assert.NotEmpty(gone[false]);
        Assert.All(gone[false], line => Assert.Contains(FlowIdOf(line), scanned));
    }

    [Fact]
    public void A_run_leaves_the_same_in_its_file_as_a_replay()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("sidecar-residual-");
        string file = Path.Combine(folder.FullName, "residual.json");
        using SidecarProcess sidecar = SidecarProcess.Start("--set", $"residual.file={file}");
        try
        {
            using (EveClient suricata = new(sidecar.EveSocket))
            {
                suricata.Send(s_eve);
            }

            Finished finished = sidecar.Stop().Balanced();
            Assert.Equal(SidecarProcess.Run(["replay", "-", "--residual", "-", "--verdicts", "/dev/null"], s_eve).Text, File.ReadAllText(file));
            Assert.Equal(File.ReadLines(file).Count(), finished.Residual);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string[] Lines(byte[] text) => Encoding.UTF8.GetString(text).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static string TimeOf(string line)
    {
        using JsonDocument record = JsonDocument.Parse(line);
        return record.RootElement.GetProperty("timestamp").GetString()!;
    }

    private static long FlowIdOf(string line)
    {
        using JsonDocument record = JsonDocument.Parse(line);
        return record.RootElement.GetProperty("flow_id").GetInt64();
    }
}
