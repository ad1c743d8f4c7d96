using System.Text;
using Xunit;

namespace Sidecar.EndToEnd;

/// <summary>
/// Names that an attacker made, excluded and so on their way into the command socket of a live Suricata: what it has in its
/// datasets afterwards are the harmless ones, whole, and command and answer are still in step.
/// </summary>
public sealed class HostileFeedbackTests : IDisposable
{
    /// <summary>As JSON escapes, as verdicts print them; none may come to Suricata.</summary>
    private static readonly string[] s_hostile =
    [
        // What would end a command, begin another, or be one.
        @"a\u000a{\u0022command\u0022:\u0022shutdown\u0022}\u000a", @"a\u0022,\u0022setname\u0022:\u0022other\u0022 ,\u0022x\u0022:\u0022", @"\u000d\u000a\u000d\u000a", @"a\u0000b.example", @"\u0000",
        // Control characters, blanks, and what a terminal takes for them.
        @"\u001b[31mred.example", @"tab\u0009.example", "two words.example", @"del\u007f.example", @"csi\u009b2J.example",
        // Not ASCII: letters, a lookalike, one that turns the direction, half a pair, a zero width.
        @"caf\u00e9.example", @"\u0430pple.example", @"safe\u202egnp.example", @"half\ud83d.example", @"zero\u200bwidth.example", @"\ufeffbom.example",
        // Addresses where a name belongs.
        "192.0.2.7", "2001:db8::7", "::ffff:192.0.2.7",
    ];

    /// <summary>Printable, so a name as any other: in base64 nothing of it means anything.</summary>
    private static readonly string[] s_odd = [@"quote\u0022s.example", @"back\u005cslash.example", "{}[],:.example", "-e.example", "$(id).example", "'.example", "YQ==", "a;b|c&d.example"];

    private readonly string _folder = Directory.CreateTempSubdirectory("sidecar-hostile-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("tls-sni", "eve-sidecar-sni")]
    [InlineData("http-hostname", "eve-sidecar-host")]
    public void Suricata_has_the_harmless_names_alone_and_commands_stay_in_step(string view, string set)
    {
        string[] names = ["eve-sidecar-sni", "eve-sidecar-host"];
        using LiveSuricata suricata = new(
            _folder, "feedback-mark.rules", string.Join("\n  ", names.Select(name => $"{name}: {{type: string, state: {PathOf(name)}}}").Append($"eve-sidecar-ip: {{type: ip, state: {PathOf("ip")}}}")));
        using SidecarProcess sidecar = SidecarProcess.Start(
            "--set", $"datasets.socket={LiveSuricata.CommandSocketIn(_folder)}", "--set", "datasets.retry=1s");
        // Every kind of name of bytes that come before, between and behind.
        string[] longNames = [new string('a', 254), new string('b', 1000) + ".example"];
        int good = 0;
        foreach (string hostile in s_hostile.Concat(longNames).Concat(s_odd))
        {
            Add(sidecar, view, hostile);
            Add(sidecar, view, $"good{good++}.example");
        }

        string longest = new string('c', 245) + ".example";
        Add(sidecar, view, longest);
        string[] expected = [.. Enumerable.Range(0, good).Select(i => $"good{i}.example").Append(longest).Concat(s_odd.Select(Plain)).Order(StringComparer.Ordinal)];
        SidecarProcess.WaitUntil(() => suricata.Has(set, "string", longest), "the last one has come");
        Assert.Equal(expected, Dumped(suricata, set));
        Assert.Empty(Dumped(suricata, names.First(name => name != set)));
        Assert.Equal("", File.ReadAllText(PathOf("ip")));

        // In step: each answer was that of its command, none was refused, and what is released is forgotten.
        Assert.Equal(0, SidecarProcess.Run(["exclusions", "remove", "--run-dir", sidecar.Folder, "--view", view, "good0.example"]).ExitCode);
        SidecarProcess.WaitUntil(() => !suricata.Has(set, "string", "good0.example"), "the released one is gone");
        Assert.Equal(expected.Where(name => name != "good0.example"), Dumped(suricata, set));
        Assert.Contains($"Suricata was told {expected.Length} and untold 1 (0 refused, 0 times out of reach)", sidecar.Stop().Talk, StringComparison.Ordinal);
        Assert.Empty(Dumped(suricata, set));
    }

    private static void Add(SidecarProcess sidecar, string view, string json)
    {
        Finished added = SidecarProcess.Run(["exclusions", "add", "--run-dir", sidecar.Folder, "--for", "2h", "--view", view, "--json-key", "--", json]);
        Assert.True(added.ExitCode == 0, added.Talk);
    }

    private static string Plain(string json) => System.Text.Json.JsonSerializer.Deserialize<string>($"\"{json}\"")!;

    /// <summary>What Suricata itself writes down of a dataset.</summary>
    private string[] Dumped(LiveSuricata suricata, string set)
    {
        suricata.DumpDatasets();
        return [.. File.ReadLines(PathOf(set)).Select(line => Encoding.Latin1.GetString(Convert.FromBase64String(line))).Order(StringComparer.Ordinal)];
    }

    private string PathOf(string name) => Path.Combine(_folder, name);
}
