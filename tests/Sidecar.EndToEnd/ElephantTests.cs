using System.Text.Json;
using Xunit;

namespace Sidecar.EndToEnd;

/// <summary>What the real Suricata says of its oldest live flows stands in <c>status --flows</c> before they end.</summary>
public sealed class ElephantTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sidecar-elephants-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_heaviest_live_flows_are_known_by_their_bytes_and_those_that_Suricata_has_no_more_are_not_asked_twice()
    {
        using LiveSuricata suricata = new(_folder, "feedback-mark.rules");
        using SidecarProcess sidecar = SidecarProcess.Start(
            "--set", $"elephants.socket={LiveSuricata.CommandSocketIn(_folder)}", "--set", "elephants.interval=1s", "--set", "elephants.max-rate=1000");
        suricata.Read(FixtureFiles.PathOf("scene.pcap"));
        string[] lines = File.ReadAllLines(suricata.Eve);
        HashSet<long> open = [.. lines.Where(line => !IsFlow(line)).Select(IdOf)];
        open.ExceptWith(lines.Where(IsFlow).Select(IdOf));
        Dictionary<long, long> bytes = open.ToDictionary(id => id, suricata.BytesOf);
        Assert.InRange(bytes.Count, 5, 999);
        // The flow record of this one is lost: it lives on here, and not in Suricata.
        string lost = lines.First(IsFlow);
        using EveClient eve = new(sidecar.EveSocket);
        eve.Send(string.Concat(lines.Where(line => line != lost).Select(line => line + "\n")));

        SidecarProcess.WaitUntil(() => Number(Stats(sidecar).GetProperty("records"), "parsed") == lines.Length - 1, "all is read");
        // While it read, it asked about flows that the next records ended; from now on nothing changes any more.
        JsonElement before = AfterRounds(sidecar, 2 * bytes.Count);
        JsonElement after = AfterRounds(sidecar, 2 * bytes.Count);
        Assert.Equal((0, 0), (Number(after, "refused"), Number(after, "failures")));
        Assert.True(Number(before, "unknown") >= 1);
        Assert.Equal(Number(before, "unknown"), Number(after, "unknown"));
        Assert.Equal(bytes.Values.Max(), Number(after, "heaviest_bytes"));

        JsonElement heaviest = Json(sidecar, "status", "--flows").GetProperty("heaviest_by_bytes");
        Assert.Equal(
            bytes.OrderByDescending(flow => flow.Value).ThenBy(flow => flow.Key).Take(10).Select(flow => (flow.Key, flow.Value)),
            heaviest.EnumerateArray().Select(flow => (Number(flow, "flow_id"), Number(flow.GetProperty("weight"), "bytes_toserver") + Number(flow.GetProperty("weight"), "bytes_toclient"))));
        Finished shown = SidecarProcess.Run(["status", "--flows", "--run-dir", sidecar.Folder]);
        Assert.Contains("\nheaviest by bytes ", shown.Text, StringComparison.Ordinal);
        sidecar.Stop().Balanced();
    }

    /// <summary>The account after so many more answers.</summary>
    private static JsonElement AfterRounds(SidecarProcess sidecar, int answers)
    {
        long enough = Number(Stats(sidecar).GetProperty("elephants"), "answered") + answers;
        SidecarProcess.WaitUntil(() => Number(Stats(sidecar).GetProperty("elephants"), "answered") >= enough, $"{answers} more answers came");
        return Stats(sidecar).GetProperty("elephants");
    }

    private static JsonElement Stats(SidecarProcess sidecar) => Json(sidecar, "status").GetProperty("stats");

    private static bool IsFlow(string line) => line.Contains("\"event_type\":\"flow\"", StringComparison.Ordinal);

    private static long IdOf(string line) => JsonDocument.Parse(line).RootElement.GetProperty("flow_id").GetInt64();

    private static long Number(JsonElement of, string name) => of.GetProperty(name).GetInt64();

    private static JsonElement Json(SidecarProcess sidecar, params string[] command)
    {
        Finished answer = SidecarProcess.Run([.. command, "--json", "--run-dir", sidecar.Folder]);
        Assert.True(answer.ExitCode == 0, answer.Talk);
        return JsonDocument.Parse(answer.Text).RootElement;
    }
}
