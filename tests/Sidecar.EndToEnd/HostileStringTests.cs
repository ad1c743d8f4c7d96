using System.Text;
using System.Text.Json;
using Xunit;

namespace Sidecar.EndToEnd;

/// <summary>A user agent is the attacker's: no surface may carry it as anything but harmless text.</summary>
public sealed class HostileStringTests
{
    public static TheoryData<string, string> UserAgents => new()
    {
        { "escape sequence", @"\u001b[2J\u001b]0;pwned\u0007" },
        { "bidi override", @"safe\u202egnp.exe\u2066" },
        { "raw bidi override", "safe\u202egnp.exe" },
        { "script", "<script>alert(1)</script><img src=x onerror=alert(1)>" },
        { "quotes", @"\""><svg/onload=alert(1)>'`${x}" },
        { "lone surrogate", @"half\ud83d" },
        { "nul and newline", @"a\u0000b\nc\r\u0085d\u2028e" },
        { "C1 control", "csi\u009b2J" },
        { "byte order mark", "\ufeffinvisible\u200b\u00ad" },
    };

    [Theory]
    [MemberData(nameof(UserAgents))]
    public void A_hostile_user_agent_is_text_on_every_surface(string what, string userAgent)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("sidecar-hostile-");
        try
        {
            string snapshot = Path.Combine(folder.FullName, "profiles.ndjson.zst");
            byte[] eve = Encoding.UTF8.GetBytes(LoudTraffic.Of(userAgent));
            Finished finished = SidecarProcess.Run(["replay", "-", "--report", folder.FullName, "--snapshot", snapshot], eve).Balanced();

            IReadOnlyList<string> verdicts = VerdictSchema.Check(finished.Text);
            Assert.True(verdicts.Count > 0, $"{what}: no verdict");
            Assert.All(verdicts, line => Assert.All(line, character => Assert.InRange(character, ' ', '~')));
            Assert.Equal(Key($$"""{"key":"{{userAgent}}"}"""), Key(JsonDocument.Parse(verdicts[0]).RootElement.GetProperty("heavy_hitter").GetRawText()));
            AssertHarmlessPage(File.ReadAllText(Path.Combine(folder.FullName, "report.html")));
            Assert.All(finished.Talk, character => Assert.True(character is '\n' or (>= ' ' and <= '~')));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Bytes_that_are_no_UTF8_become_replacement_characters()
    {
        byte[] eve = [.. Encoding.Latin1.GetBytes(LoudTraffic.Of("caf\u00e9/1"))];
        Finished finished = SidecarProcess.Run(["replay", "-"], eve).Balanced();
        Assert.Contains(@"""key"":""caf\uFFFD/1""", VerdictSchema.Check(finished.Text)[0], StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [MemberData(nameof(UserAgents))]
    public void A_hostile_user_agent_is_text_in_what_the_playbook_prints(string what, string userAgent)
    {
        byte[] eve = Encoding.UTF8.GetBytes(LoudTraffic.Of(userAgent));
        Finished json = SidecarProcess.Run(["playbook", "--json", "-"], eve);
        Assert.True(json.ExitCode == 0, $"{what}: {json.Talk}");
        Assert.All(json.Text, character => Assert.True(character is '\n' or (>= ' ' and <= '~')));
        Finished table = SidecarProcess.Run(["playbook", "-"], eve);
        Assert.Contains("1 keys: the heavy hitters", table.Text, StringComparison.Ordinal);
        Assert.All(table.Text, character => Assert.True(character is '\n' or '\uFFFD' or (>= ' ' and <= '~'), $"U+{(int)character:X4} in the table"));
        // One line a key, whatever the key says: headings, the loud one, ten quiet ones and a remark.
        Assert.Equal(15, table.Text.TrimEnd('\n').Split('\n').Length);
    }

    [Fact]
    public void A_hostile_name_of_the_sensor_is_escaped()
    {
        string eve = LoudTraffic.Of("loud/1").Replace("\"flow_id\"", @"""host"":""\u001b]0;x\u0007\u202e<b>"",""flow_id""", StringComparison.Ordinal);
        Finished finished = SidecarProcess.Run(["replay", "-"], Encoding.UTF8.GetBytes(eve)).Balanced();
        string verdict = VerdictSchema.Check(finished.Text)[0];
        Assert.All(verdict, character => Assert.InRange(character, ' ', '~'));
        Assert.DoesNotContain('<', verdict);
        Assert.Equal("\u001b]0;x\u0007\u202e<b>", JsonDocument.Parse(verdict).RootElement.GetProperty("host").GetString());
    }

    [Fact]
    public void A_hostile_file_name_is_harmless_in_the_error()
    {
        Finished finished = SidecarProcess.Run(["replay", "/nowhere/\u001b[2J\u202e.json"]);
        Assert.Equal(1, finished.ExitCode);
        Assert.All(finished.Talk, character => Assert.True(character is '\n' or (>= ' ' and <= '~')));
    }

    private static string Key(string json) => JsonDocument.Parse(json).RootElement.GetProperty("key").GetRawText() is string raw
        ? JsonSerializer.Serialize(raw.Contains(@"\ud83d", StringComparison.OrdinalIgnoreCase) ? raw.ToUpperInvariant() : JsonDocument.Parse(raw).RootElement.GetString())
        : "";

    private static void AssertHarmlessPage(string page)
    {
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<svg/", page, StringComparison.OrdinalIgnoreCase);
        // A lone surrogate is shown as the replacement character, which does nothing.
        Assert.All(page, character => Assert.True(character is '\n' or '\uFFFD' or (>= ' ' and <= '~'), $"U+{(int)character:X4} in the page"));
    }
}
