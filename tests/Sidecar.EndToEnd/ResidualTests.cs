using System.Globalization;
using System.Text;
using System.Text.Json;
using Xunit;

namespace Sidecar.EndToEnd;

/// <summary>What is left to look at: records as Suricata wrote them, the same from a replay and from a run.</summary>
public sealed class ResidualTests
{
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

        // Of the requests, those are gone whose user agent or site was excluded at the time, by the verdicts' own account.
        HashSet<string> left = [.. residual];
        List<JsonElement> verdicts = [.. Lines(SidecarProcess.Run(["replay", "-"], s_eve).Output).Select(line => JsonDocument.Parse(line).RootElement)];
        int gone = 0;
        foreach (string line in lines.Where(line => line.Contains("\"event_type\":\"http\"", StringComparison.Ordinal)))
        {
            JsonElement record = JsonDocument.Parse(line).RootElement;
            string time = record.GetProperty("timestamp").GetString()!;
            JsonElement[] keys = [.. verdicts.Where(verdict => IsAbout(verdict, record) && IsBefore(verdict, time, seconds: 0))];
            bool inForce = keys.GroupBy(verdict => verdict.GetProperty("heavy_hitter").GetProperty("view").GetString())
                .Any(view => view.Last().GetProperty("heavy_hitter").GetProperty("action").GetString() is "exclude" or "renew");
            // A tick's verdicts take effect up to a second behind the time that they bear.
            if (keys.All(verdict => IsBefore(verdict, time, seconds: 2)))
            {
                Assert.True(inForce != left.Contains(line), line);
                gone += inForce ? 1 : 0;
            }
        }

        Assert.True(gone > 100, $"only {gone} requests are gone");
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

    private static bool IsAbout(JsonElement verdict, JsonElement record)
    {
        JsonElement body = verdict.GetProperty("heavy_hitter");
        string? field = body.GetProperty("view").GetString() switch
        {
            "http-user-agent" => "http_user_agent",
            "http-hostname" => "hostname",
            _ => null,
        };
        return field is not null && record.GetProperty("http").TryGetProperty(field, out JsonElement key) && key.GetString() == body.GetProperty("key").GetString();
    }

    private static bool IsBefore(JsonElement verdict, string time, int seconds) =>
        Instant(verdict.GetProperty("timestamp").GetString()!).AddSeconds(seconds) <= Instant(time);

    private static DateTimeOffset Instant(string timestamp) => DateTimeOffset.Parse(timestamp.Replace("+0000", "Z", StringComparison.Ordinal), CultureInfo.InvariantCulture);
}
