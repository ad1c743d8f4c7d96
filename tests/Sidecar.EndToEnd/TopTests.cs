using System.Diagnostics;
using System.Text.RegularExpressions;
using Xunit;

namespace Sidecar.EndToEnd;

/// <summary>The command <c>top</c> in a real terminal, beside a running sidecar.</summary>
public sealed class TopTests
{
    private const string Hostile = @"bad\u001b[2J\u001b]0;pwned\u0007\u202e\u0301\u0301\ud83dz";

    [Fact]
    public void It_shows_on_80_by_24_what_came_what_is_left_and_what_is_excluded()
    {
        using SidecarProcess sidecar = Loud("loud/1.0", out EveClient suricata);
        using EveClient open = suricata;
        using TmuxTerminal terminal = new();
        Start(terminal, sidecar);
        string[] lines = terminal.Lines;
        Assert.Equal(24, lines.Length);
        Assert.Matches(@"^eve-sidecar \d.*, up \d+.*s, \d+ MB, \w+ +2026-01-05 08:0\d:\d\d$", lines[0]);
        Assert.Matches("^records .* 10,400 in all +1 connected$", lines[1]);
        Assert.Matches(@"^residual  \[\|+ *\] .* since the start +\d excluded$", lines[2]);
        Assert.Matches("^lost      nothing", lines[3]);
        Assert.StartsWith("TYPE       RECORDS/S       RECORDS", lines[4], StringComparison.Ordinal);
        Assert.Matches("^flow +[0-9.-]+ +5,200 ", Assert.Single(lines, line => line.StartsWith("flow ", StringComparison.Ordinal)));

        suricata.Send("{\"torn\n" + LoudTraffic.Of("loud/1.0", minutes: 1, from: 5));
        terminal.WaitFor("1 rejected");
        terminal.WaitUntil(screen => Regex.IsMatch(screen, @"\nflow +\S+ +6,240 "), "what came since");
        // A rate is that of a second: a slow machine may draw none of one burst.
        terminal.WaitUntil(screen => MoreOfTheSameMinute(suricata) && Regex.IsMatch(screen, @"\nflow +[1-9][0-9,.]* +[0-9,]+ "), "a rate");

        terminal.Press("2");
        terminal.WaitUntil(screen => Regex.IsMatch(screen, @"\nhttp-user-agent loud/1\.0 +\d+\.\d % +\d+m\d\ds +[78]h\d\dm farthest"), "the exclusion");
        Assert.Contains("\nloud/1.0: farthest cluster, ", terminal.Screen, StringComparison.Ordinal);
        terminal.Press("3");
        terminal.WaitFor("FLOW ");
        terminal.Press("4");
        terminal.WaitUntil(screen => Regex.IsMatch(screen, @"\nhttp-user-agent +41 +1 +1 "), "the view");
        terminal.Press("q");
        IsRestored(terminal);
    }

    [Fact]
    public void Flows_that_wait_for_their_end_are_listed_sorted_and_filtered()
    {
        using SidecarProcess sidecar = SidecarProcess.Start();
        using EveClient suricata = new(sidecar.EveSocket);
        suricata.Send(string.Concat(Enumerable.Range(1, 50).Select(flow => EveClient.Records(1000 + flow, time: $"2026-01-05T08:00:{flow:00}.000000+0000", close: false))));
        using TmuxTerminal terminal = new();
        Start(terminal, sidecar);
        terminal.Press("3");
        terminal.WaitUntil(screen => screen.Contains("\n1001 ", StringComparison.Ordinal) && screen.Contains(" 49s", StringComparison.Ordinal), "the oldest first");
        // Suricata was not asked for their bytes, by which they are sorted first; the next column is their age.
        terminal.Press("Right", "r");
        terminal.WaitUntil(screen => screen.Split('\n')[5].StartsWith("1050 ", StringComparison.Ordinal), "the newest first");
        terminal.Press("PageDown");
        terminal.WaitUntil(screen => screen.Split('\n')[5].StartsWith("1034 ", StringComparison.Ordinal), "the next page");
        terminal.Press("Left", "Left", "Left", "Left", "r");
        terminal.WaitUntil(screen => screen.Split('\n')[5].StartsWith("1050 ", StringComparison.Ordinal), "the largest number first");
        terminal.Press("/");
        terminal.Type("102");
        terminal.WaitUntil(screen => screen.Contains("filter: 102_", StringComparison.Ordinal) && screen.Split('\n')[5].StartsWith("1029 ", StringComparison.Ordinal), "only what has 102 in it");
        Assert.DoesNotContain("\n1030 ", terminal.Screen, StringComparison.Ordinal);
        terminal.Press("Enter");
        terminal.WaitFor("filter: 102  (Esc");
        terminal.Press("Escape");
        terminal.WaitFor("q quit");
        terminal.Press("q");
        IsRestored(terminal);
    }

    [Fact]
    public void A_hostile_user_agent_is_text_on_the_screen()
    {
        using SidecarProcess sidecar = Loud(Hostile, out EveClient suricata);
        using EveClient open = suricata;
        using TmuxTerminal terminal = new();
        Start(terminal, sidecar);
        terminal.Press("2");
        terminal.WaitFor(@"bad\u001b[2J\u001b]~");
        Assert.Contains("\n" + @"bad\u001b[2J\u001b]0;pwned\u0007\u202e\u0301\u0301\ud83dz: farthest cluster", terminal.Screen, StringComparison.Ordinal);
        Assert.Equal(24, terminal.Lines.Length);
        terminal.Press("q");
        IsRestored(terminal);
    }

    [Fact]
    public void It_fits_a_window_that_changes()
    {
        using SidecarProcess sidecar = SidecarProcess.Start();
        using TmuxTerminal terminal = new();
        Start(terminal, sidecar);
        terminal.Resize(120, 40);
        terminal.WaitUntil(screen => screen.TrimEnd('\n').Split('\n') is { Length: 40 } lines && lines[^1].Contains("q quit", StringComparison.Ordinal), "the larger window");
        terminal.Resize(30, 6);
        terminal.WaitUntil(screen => screen.TrimEnd('\n').Split('\n') is { Length: 6 } lines && lines[^1].StartsWith("1Records", StringComparison.Ordinal) && lines.All(line => line.Length <= 30), "the smaller window");
        terminal.Press("q");
        IsRestored(terminal);
    }

    [Theory]
    [InlineData("C-c")]
    [InlineData("C-\\")]
    public void A_key_that_interrupts_ends_it_and_gives_the_terminal_back(string key)
    {
        using SidecarProcess sidecar = SidecarProcess.Start();
        using TmuxTerminal terminal = new();
        Start(terminal, sidecar);
        terminal.Press(key);
        IsRestored(terminal);
    }

    [Fact]
    public void SIGTERM_ends_it_and_gives_the_terminal_back()
    {
        using SidecarProcess sidecar = SidecarProcess.Start();
        using TmuxTerminal terminal = new();
        Start(terminal, sidecar);
        using Process kill = Process.Start("kill", ["-TERM", File.ReadAllText(Path.Combine(sidecar.Folder, "top.pid")).TrimEnd()]);
        kill.WaitForExit();
        IsRestored(terminal);
    }

    [Fact]
    public void Stopped_with_Ctrl_Z_it_gives_the_terminal_back_and_goes_on_with_fg()
    {
        using SidecarProcess sidecar = SidecarProcess.Start();
        using TmuxTerminal terminal = new();
        Start(terminal, sidecar);
        terminal.Press("C-z");
        terminal.WaitFor("Stopped");
        Assert.Equal((false, true, true), terminal.Modes);
        terminal.Run("fg");
        terminal.WaitUntil(screen => screen.StartsWith("eve-sidecar ", StringComparison.Ordinal) && terminal.Modes.Alternate, "the screen again");
        terminal.Press("q");
        // The shell went on with the rest of the line when it was stopped.
        terminal.WaitUntil(screen => screen.TrimEnd().EndsWith("shell>", StringComparison.Ordinal) && !terminal.Modes.Alternate, "the shell again");
        terminal.Run("[ \"$before\" = \"$(stty -g)\" ] && echo as before");
        terminal.WaitFor("\nas before\n");
    }

    [Fact]
    public void When_the_sidecar_goes_away_it_says_so_and_finds_the_next_one()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("sidecar-top-");
        try
        {
            using TmuxTerminal terminal = new();
            using (SidecarProcess first = SidecarProcess.StartIn(folder.FullName))
            {
                Start(terminal, first);
                first.KillHard();
            }

            terminal.WaitUntil(screen => screen.StartsWith($"GONE      {folder.FullName}/control.sock: no sidecar runs there", StringComparison.Ordinal), "that it is gone");
            using SidecarProcess second = SidecarProcess.StartIn(folder.FullName);
            terminal.WaitUntil(screen => screen.StartsWith("eve-sidecar ", StringComparison.Ordinal), "the next one");
            terminal.Press("q");
            IsRestored(terminal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Where_there_is_no_terminal_for_it_or_no_sidecar_it_says_so()
    {
        Finished piped = SidecarProcess.Run(["top", "--run-dir", "/nowhere"]);
        Assert.Equal((2, "eve-sidecar: top: standard input and output must be a terminal; eve-sidecar status prints the same once, eve-sidecar status --json for programs\n"), (piped.ExitCode, piped.Talk));
        using TmuxTerminal terminal = new(width: 200);
        terminal.Run($"TERM=dumb {SidecarProcess.Binary()} top --run-dir /nowhere; echo code $?");
        terminal.WaitFor("cannot place a cursor (TERM is dumb); eve-sidecar status prints the same once");
        terminal.WaitFor("code 2\n");
        terminal.Run($"{SidecarProcess.Binary()} top --run-dir /nowhere; echo code $?");
        terminal.WaitFor("eve-sidecar: /nowhere/control.sock: no sidecar runs there");
        terminal.WaitFor("code 1\n");
    }

    private static bool MoreOfTheSameMinute(EveClient suricata)
    {
        suricata.Send(LoudTraffic.Of("loud/1.0", minutes: 1, from: 5));
        return true;
    }

    private static SidecarProcess Loud(string userAgent, out EveClient suricata)
    {
        SidecarProcess sidecar = SidecarProcess.Start();
        suricata = new EveClient(sidecar.EveSocket);
        suricata.Send(LoudTraffic.Of(userAgent));
        SidecarProcess.WaitUntil(() => SidecarProcess.Run(["status", "--run-dir", sidecar.Folder]).Text.Contains("records  10,400 received", StringComparison.Ordinal), "all is counted");
        return sidecar;
    }

    /// <summary>The shell that runs it notes the terminal's settings before and after.</summary>
    private static void Start(TmuxTerminal terminal, SidecarProcess sidecar)
    {
        string top = $"{SidecarProcess.Binary()} top --interval 1s --run-dir {sidecar.Folder}";
        terminal.Run($"clear; before=$(stty -g); sh -c 'echo $$ > {sidecar.Folder}/top.pid; exec {top}'; echo \"ended $?\" $([ \"$before\" = \"$(stty -g)\" ] && echo restored)");
        terminal.WaitUntil(screen => screen.StartsWith("eve-sidecar ", StringComparison.Ordinal) && screen.Contains("q quit", StringComparison.Ordinal), "the screen");
        Assert.Equal((true, false, false), terminal.Modes);
    }

    private static void IsRestored(TmuxTerminal terminal)
    {
        terminal.WaitFor("ended 0 restored\n");
        Assert.Equal((false, true, true), terminal.Modes);
        Assert.DoesNotContain("q quit", terminal.Screen, StringComparison.Ordinal);
    }
}
