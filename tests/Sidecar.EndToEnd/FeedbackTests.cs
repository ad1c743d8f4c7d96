using System.Globalization;
using System.Text;
using System.Text.Json;
using Xunit;

namespace Sidecar.EndToEnd;

/// <summary>What the sidecar excludes, the real Suricata is told, bypasses or marks, and forgets again.</summary>
public sealed class FeedbackTests : IDisposable
{
    /// <summary>A site of the scene that more than five flows go to.</summary>
    private const string Site = "www.mail.example";

    private const string Set = "eve-sidecar-host";

    private readonly string _folder = Directory.CreateTempSubdirectory("sidecar-feedback-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Traffic_to_an_excluded_site_is_bypassed_and_comes_back_after_the_release()
    {
        using LiveSuricata suricata = new(_folder, "feedback-bypass.rules");
        using SidecarProcess sidecar = Sidecar();
        using EveClient eve = new(sidecar.EveSocket);
        eve.Send(Loud(from: 0, minutes: 4));
        SidecarProcess.WaitUntil(() => suricata.Has(Set, "string", Site), "Suricata has the excluded site");

        suricata.Read(FixtureFiles.PathOf("scene.pcap"));
        JsonElement[] first = Records(suricata.Eve);
        int bypassed = first.Count(record => StateOf(record) == "bypassed");
        Assert.True(bypassed > 5, $"{bypassed} flows were bypassed");
        Assert.DoesNotContain(first, record => TypeOf(record) == "alert");

        // An alert on the site ends its exclusion at the next tick.
        eve.Send(Loud(from: 4, minutes: 2, alert: true));
        SidecarProcess.WaitUntil(() => !suricata.Has(Set, "string", Site), "Suricata has forgotten the released site");
        suricata.Read(FixtureFiles.PathOf("scene.pcap"));
        JsonElement[] second = Records(suricata.Eve)[first.Length..];
        Assert.DoesNotContain(second, record => StateOf(record) == "bypassed");
        Assert.True(second.Count(record => HostOf(record) == Site) > first.Count(record => HostOf(record) == Site));
        Assert.Contains("Suricata was told 1 and untold 1 (0 refused", sidecar.Stop().Talk, StringComparison.Ordinal);
    }

    [Fact]
    public void A_Suricata_that_was_started_again_is_told_again_and_one_that_is_left_is_told_to_forget()
    {
        using SidecarProcess sidecar = Sidecar();
        using EveClient eve = new(sidecar.EveSocket);
        using (LiveSuricata first = new(_folder, "feedback-mark.rules"))
        {
            eve.Send(Loud(from: 0, minutes: 4));
            SidecarProcess.WaitUntil(() => first.Has(Set, "string", Site), "Suricata has the excluded site");
        }

        using LiveSuricata second = new(_folder, "feedback-mark.rules");
        SidecarProcess.WaitUntil(() => second.Has(Set, "string", Site), "the new Suricata has it too");
        second.Read(FixtureFiles.PathOf("scene.pcap"));
        JsonElement[] records = Records(second.Eve);
        JsonElement[] marked = [.. records.Where(record => record.GetRawText().Contains("eve-sidecar.excluded", StringComparison.Ordinal))];
        Assert.Contains(marked, record => TypeOf(record) == "flow");
        Assert.Contains(records, record => HostOf(record) == Site);
        Assert.DoesNotContain(records, record => StateOf(record) == "bypassed" || TypeOf(record) == "alert");
        Assert.All(records.Where(record => TypeOf(record) == "flow"), flow => Assert.False(flow.GetProperty("flow").GetProperty("alerted").GetBoolean()));

        Finished doctor = SidecarProcess.Run(["doctor", "--suricata-yaml", Path.Combine(_folder, "suricata.yaml"), "--run-dir", sidecar.Folder]);
        Assert.Matches(@"Suricata [78]\.\d+\.\d+, running as process \d+\n", doctor.Text);

        Assert.Equal(0, sidecar.Stop().ExitCode);
        Assert.False(second.Has(Set, "string", Site));
    }

    private SidecarProcess Sidecar() => SidecarProcess.Start(
        "--set", $"datasets.socket={LiveSuricata.CommandSocketIn(_folder)}", "--set", "datasets.retry=1s", "--set", "learning.interval=1m");

    /// <summary>One site that a crowd asks for, and many that hardly anybody does.</summary>
    private static string Loud(int from, int minutes, bool alert = false)
    {
        StringBuilder eve = new();
        DateTimeOffset start = new(2026, 1, 5, 8, 0, 0, TimeSpan.Zero);
        long flow = from * 2000L;
        for (int minute = from; minute < from + minutes; minute++)
        {
            string time = start.AddMinutes(minute).AddSeconds(1).ToString("yyyy-MM-dd'T'HH:mm:ss'.000000+0000'", CultureInfo.InvariantCulture);
            for (int quiet = 0; quiet < 40; quiet++)
                eve.Append(Records(++flow, $"quiet{quiet}.example", quiet % 5, time));
            for (int request = 0; request < 1000; request++)
                eve.Append(Records(++flow, Site, request % 50, time));
            if (alert)
                eve.Append(Alert(++flow, time)).Append(Records(flow, Site, 1, time));
        }

        return eve.ToString();
    }

    private static string Records(long flow, string site, int client, string time) =>
        EveClient.Records(flow, $"agent/{client}", $"10.0.0.{client + 1}", time).Replace("a.example", site, StringComparison.Ordinal);

    private static string Alert(long flow, string time) =>
        $$$"""{"timestamp":"{{{time}}}","flow_id":{{{flow}}},"event_type":"alert","src_ip":"10.0.0.2","src_port":1024,"dest_ip":"192.0.2.1","dest_port":80,"proto":"TCP","alert":{"signature_id":1,"signature":"s","severity":1}}""" + "\n";

    private static JsonElement[] Records(string file) =>
        [.. File.ReadAllLines(file).Select(line => JsonDocument.Parse(line).RootElement.Clone())];

    private static string? TypeOf(JsonElement record) => record.GetProperty("event_type").GetString();

    private static string? StateOf(JsonElement record) =>
        record.TryGetProperty("flow", out JsonElement flow) && flow.TryGetProperty("state", out JsonElement state) ? state.GetString() : null;

    private static string? HostOf(JsonElement record) =>
        record.TryGetProperty("http", out JsonElement http) && http.TryGetProperty("hostname", out JsonElement host) ? host.GetString() : null;
}
