using System.Text.RegularExpressions;
using Xunit;

namespace Sidecar.EndToEnd;

/// <summary>The line of progress: at a terminal and nowhere else.</summary>
public sealed class ProgressTests : IDisposable
{
    private const string Bar = @"\r\e\[K\d+ %  [\d.]+ [kMG]B of [\d.]+ [kMG]B, [\d.]+ [kMG]?B/s, [\d,]+ records, \d+ s left";
    private const string BarOfPipe = @"\r\e\[K[\d.]+ [kMG]B, [\d.]+ [kMG]?B/s, [\d,]+ records";

    /// <summary>The runtime itself tells a terminal how to send the arrow keys, also when it goes on after a stop.</summary>
    private const string ModeOfRuntime = @"\e\[\?1h\e=";

    private readonly string _folder = Directory.CreateTempSubdirectory("sidecar-progress-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("replay --verdicts verdicts --residual residual big.json")]
    [InlineData("playbook big.json")]
    [InlineData("extract --key src-ip=10.1.2.66 big.json > found")]
    public void A_person_at_a_terminal_sees_bytes_rate_records_and_the_time_left(string command)
    {
        WriteBig(40);
        // The first line comes after a quarter of a second, when a fast machine has read it all: it stands still meanwhile, several
        // times, since nobody knows when it begins to read.
        string seen = Regex.Replace(
            AtTerminal($"(exec '{SidecarProcess.Binary()}' {command}) & for i in 1 2 3 4 5 6; do sleep 0.05; kill -STOP $! 2> nothing; sleep 0.3; kill -CONT $! 2> nothing; done; wait $!"),
            ModeOfRuntime, "");
        string[] bars = [.. Regex.Matches(seen, Bar).Select(bar => bar.Value)];
        Assert.True(bars.Length > 0, Regex.Escape(seen));
        // Records are counted while they are read, and the line is gone when the summary comes.
        Assert.Contains(bars, bar => !bar.Contains(" 0 records", StringComparison.Ordinal));
        Assert.All(bars, bar => Assert.InRange(bar.Length, 1, 79 + "\r\u001b[K".Length));
        Assert.Matches(@"^\r\e\[K[^\e]*\w", seen[(seen.LastIndexOf(bars[^1], StringComparison.Ordinal) + bars[^1].Length)..]);
    }

    [Theory]
    [InlineData("select src_ip - > out")]
    [InlineData("extract --flow-id 1 - > out")]
    [InlineData("replay - > out")]
    [InlineData("playbook - > out")]
    public void Of_a_pipe_nobody_knows_the_end(string command)
    {
        WriteBig(1);
        Assert.Matches(BarOfPipe, AtTerminal($"(cat big.json; sleep 1.5) | eve-sidecar {command}"));
    }

    [Fact]
    public void The_line_makes_way_for_lines_on_the_same_terminal()
    {
        WriteBig(1);
        string seen = AtTerminal("(head -n 3 big.json; sleep 1; tail -n 2 big.json; sleep 1) | eve-sidecar select event_type -");
        Assert.Matches(BarOfPipe, seen);
        string[] lines = [.. Regex.Replace(seen, $@"{BarOfPipe}|\r\e\[K|{ModeOfRuntime}", "").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Trim())];
        Assert.Equal(5, lines.Length);
        Assert.All(lines, line => Assert.Matches("^[a-z]+$", line));
    }

    [Fact]
    public void It_is_seen_on_a_real_screen_and_gone_at_the_end()
    {
        WriteBig(1);
        File.CreateSymbolicLink(Path.Combine(_folder, "eve-sidecar"), SidecarProcess.Binary());
        using TmuxTerminal terminal = new();
        terminal.Run($"cd {_folder} && clear");
        terminal.Run("(cat big.json; until [ -e seen ]; do sleep 0.1; done) | ./eve-sidecar replay --verdicts v -");
        terminal.WaitUntil(screen => Regex.IsMatch(screen, @"^5\.3 MB, [\d.]+ [kMG]B/s, 9,730 records$", RegexOptions.Multiline), "the line of progress is there");
        File.WriteAllText(Path.Combine(_folder, "seen"), "");
        terminal.WaitFor("belong to no excluded key");
        Assert.DoesNotContain(" MB, ", terminal.Screen, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("replay --quiet - > out")]
    [InlineData("playbook --quiet - > out")]
    [InlineData("select --quiet src_ip - > out")]
    [InlineData("extract --quiet --flow-id 1 - > out")]
    public void Quiet_shows_nothing(string command)
    {
        WriteBig(1);
        Assert.Equal("", AtTerminal($"(cat big.json; sleep 1) | eve-sidecar {command}"));
    }

    [Theory]
    [InlineData("replay - > out")]
    [InlineData("playbook - > out")]
    [InlineData("select src_ip - > out")]
    [InlineData("extract --flow-id 1 - > out")]
    public void Without_a_terminal_there_is_no_line(string command)
    {
        WriteBig(1);
        Finished finished = SidecarProcess.RunProgram("sh", ["-c", $"cd '{_folder}'; (cat big.json; sleep 1) | '{SidecarProcess.Binary()}' {command}"]);
        Assert.Equal(0, finished.ExitCode);
        Assert.DoesNotContain('\u001b', finished.Talk);
        Assert.DoesNotMatch(@"MB, |B/s", finished.Talk);
    }

    /// <summary>What a terminal got of a line of shell: a pseudo terminal that script(1) makes.</summary>
    private string AtTerminal(string line)
    {
        File.WriteAllText(Path.Combine(_folder, "line.sh"), $"cd '{_folder}'\neve-sidecar() {{ '{SidecarProcess.Binary()}' \"$@\"; }}\n{line}\n");
        Finished finished = SidecarProcess.RunProgram("script", ["-qec", $"bash '{_folder}/line.sh'", "/dev/null"], []);
        Assert.True(finished.ExitCode == 0, finished.Text);
        return finished.Text;
    }

    private void WriteBig(int times)
    {
        using FileStream file = File.Create(Path.Combine(_folder, "big.json"));
        for (int i = 0; i < times; i++)
        {
            using ZstdSharp.DecompressionStream eve = new(File.OpenRead(FixtureFiles.PathOf("golden", "scene.eve.ndjson.zst")));
            eve.CopyTo(file);
        }
    }
}
