using System.Text.Json;
using Xunit;

namespace Sidecar.EndToEnd;

/// <summary>The command <c>exclusions</c> beside a running sidecar: each change is a verdict, and outlives a restart.</summary>
public sealed class ExclusionsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sidecar-hand-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_is_said_by_hand_is_a_verdict_and_holds_after_a_kill()
    {
        IReadOnlyList<string> verdicts;
        using (SidecarProcess first = SidecarProcess.StartIn(_folder))
        {
            using VerdictClient reader = new(first.VerdictSocket);
            first.WaitForReaders(1);
            using (EveClient suricata = new(first.EveSocket))
                suricata.Send(LoudTraffic.Of("loud/1.0"));
            SidecarProcess.WaitUntil(() => List().Any(one => one.GetProperty("key").GetString() == "loud/1.0"), "the loud one is excluded");
            Assert.Equal("learned", Good("list").Text.Split('\t')[1]);

            Good("add", "quiet/1", "--for", "90m");
            Good("pin", "--json-key", "odd\\u202e\\ud800");
            Good("never", "loud/1.0");
            Good("pin", "quiet/2");
            Good("remove", "quiet/2");
            Assert.Equal(["pin odd\\u202e\\ud800 True", "add quiet/1 True", "never loud/1.0 False"], Shown());
            string[] status = SidecarProcess.Run(["status", "--run-dir", _folder]).Text.Split('\n');
            Assert.Contains(status, line => line.StartsWith("by hand  ", StringComparison.Ordinal) && line.Contains("pin http-user-agent: odd\\u202e\\ud800, for ", StringComparison.Ordinal));
            Assert.Contains(status, line => line.StartsWith("heavy    ", StringComparison.Ordinal) && line.Contains(" % src-ip: 10.0.0.66, for ", StringComparison.Ordinal));
            JsonElement json = JsonDocument.Parse(SidecarProcess.Run(["status", "--json", "--run-dir", _folder]).Text).RootElement;
            Assert.Equal((json.GetProperty("exclusions").GetArrayLength(), 4), (json.GetProperty("exclusions_in_all").GetInt32(), json.GetProperty("exclusions").GetArrayLength()));
            Assert.Contains("stats", json.EnumerateObject().Select(member => member.Name));
            SidecarProcess.WaitUntil(() => reader.LinesSoFar >= 7, "six verdicts, and the mark of the host");
            first.KillHard();
            verdicts = [.. reader.Lines().Where(line => line.Contains("\"view\":\"http-user-agent\"", StringComparison.Ordinal))];
        }

        Assert.Equal(["exclude", "exclude", "exclude", "release", "exclude", "release"], verdicts.Select(Action));
        Assert.All(verdicts.Skip(1), line => Assert.Contains("\"reason\":\"by hand\"", line, StringComparison.Ordinal));
        Assert.Contains("\"key\":\"odd\\u202e\\ud800\"", verdicts[2], StringComparison.Ordinal);

        using SidecarProcess second = SidecarProcess.StartIn(_folder);
        Assert.Equal(["pin odd\\u202e\\ud800 True", "add quiet/1 True", "never loud/1.0 False"], Shown());
        using (EveClient suricata = new(second.EveSocket))
            suricata.Send(LoudTraffic.Of("loud/1.0"));
        Assert.Equal(0, second.Stop().Balanced().Announced);
    }

    [Fact]
    public void What_cannot_be_done_is_said()
    {
        Assert.Contains("no sidecar runs there", Bad(1, "list"), StringComparison.Ordinal);
        using SidecarProcess sidecar = SidecarProcess.StartIn(_folder, "--set", "exclusions.max-by-hand=1");
        Assert.Empty(Good("list").Text);
        Assert.Contains("there is no view 'x\\u001B'", Bad(1, "pin", "a", "--view", "x\u001b"), StringComparison.Ordinal);
        Assert.Contains("the key is not excluded", Bad(1, "remove", "a"), StringComparison.Ordinal);
        Assert.Contains("a key has 1 to", Bad(1, "pin", ""), StringComparison.Ordinal);
        Assert.Contains("is no JSON string", Bad(2, "pin", "--json-key", "a\\x"), StringComparison.Ordinal);
        Assert.Contains("is no time", Bad(2, "add", "a", "--for", "soon"), StringComparison.Ordinal);
        Assert.Contains("1 s to 30 d", Bad(1, "add", "a", "--for", "31d"), StringComparison.Ordinal);
        Good("pin", "a");
        Assert.Contains("exclusions.max-by-hand", Bad(1, "pin", "b"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_file_of_what_was_said_keeps_the_sidecar_from_starting()
    {
        File.WriteAllText(Path.Combine(_folder, "exclusions-by-hand.json"), "{");
        Finished finished = SidecarProcess.Run(["run", "--run-dir", _folder]);
        Assert.Equal(1, finished.ExitCode);
        Assert.Contains("exclusions-by-hand.json: cannot be read", finished.Talk, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder, "*.sock"));
    }

    private static string? Action(string verdict) => JsonDocument.Parse(verdict).RootElement.GetProperty("heavy_hitter").GetProperty("action").GetString();

    private string[] Shown() => [.. List().Select(one => $"{one.GetProperty("by_hand").GetString()} {one.GetProperty("key").GetRawText().Trim('"')} {one.GetProperty("excluded").GetBoolean()}")];

    private IReadOnlyList<JsonElement> List() => [.. JsonDocument.Parse(Good("list", "--json").Text).RootElement.GetProperty("exclusions").EnumerateArray()];

    private Finished Good(params string[] command)
    {
        Finished finished = Run(command);
        Assert.True(finished.ExitCode == 0, $"{string.Join(' ', command)}: {finished.Talk}");
        return finished;
    }

    private string Bad(int code, params string[] command)
    {
        Finished finished = Run(command);
        Assert.Equal((code, ""), (finished.ExitCode, finished.Text));
        return finished.Talk;
    }

    private Finished Run(string[] command) => SidecarProcess.Run(
    [
        "exclusions", command[0], "--run-dir", _folder, .. command.Contains("--view") ? (string[])[] : ["--view", "http-user-agent"], .. command[1..],
    ]);
}
