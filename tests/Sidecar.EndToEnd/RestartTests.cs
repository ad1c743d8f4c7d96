using Xunit;

namespace Sidecar.EndToEnd;

/// <summary>Stops, kills and seconds of the sidecar on one folder, and what may stand in the way of its sockets.</summary>
public sealed class RestartTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sidecar-restart-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_clean_stop_removes_the_sockets_and_the_next_start_is_served()
    {
        using (SidecarProcess first = SidecarProcess.StartIn(_folder))
            first.Stop().Balanced();
        Assert.Empty(Directory.GetFiles(_folder, "*.sock"));
        AssertServed();
    }

    [Fact]
    public void A_kill_leaves_stale_sockets_which_the_next_start_replaces()
    {
        using (SidecarProcess first = SidecarProcess.StartIn(_folder))
            first.KillHard();
        Assert.Equal(3, Directory.GetFiles(_folder, "*.sock").Length);
        AssertServed();
    }

    [Fact]
    public void What_a_run_saved_is_listed_shown_exported_and_verified()
    {
        using (SidecarProcess sidecar = SidecarProcess.StartIn(_folder))
        {
            using (EveClient client = new(sidecar.EveSocket))
                client.Send(EveClient.Records(1, "=cmd|' /C calc'!A0\\u001b[2J"));
            sidecar.Stop().Balanced();
        }

        string state = Assert.Single(Directory.GetFiles(Path.Combine(_folder, "snapshots"), "*.evs"));
        Assert.StartsWith(state, Snapshot(0, "list", "--run-dir", _folder).Text, StringComparison.Ordinal);
        Finished shown = Snapshot(0, "show", "--run-dir", _folder);
        Assert.Contains("=cmd|' /C calc'!A0\\u001B[2J", shown.Text, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', shown.Text);
        Assert.Contains("\nhttp-user-agent,'=cmd|' /C calc'!A0\\u001B[2J,false,", Snapshot(0, "export", "--csv", state).Text, StringComparison.Ordinal);
        Assert.Contains("\"key\":\"=cmd|", Snapshot(0, "export", "--ndjson", state).Text.Replace("\\u0027", "'", StringComparison.Ordinal), StringComparison.Ordinal);
        Snapshot(2, "export", state);
        Assert.DoesNotContain("\nhttp-hostname,", Snapshot(0, "export", "--csv", "--view", "http-user-agent", state).Text, StringComparison.Ordinal);
        Assert.Contains("it has http-user-agent", Snapshot(1, "export", "--csv", "--view", "tls", state).Talk, StringComparison.Ordinal);
        Assert.Contains("there is no such file or folder", Snapshot(1, "show", state + ".other").Talk, StringComparison.Ordinal);
        Assert.Contains("there is no state in it", Snapshot(1, "verify", Directory.CreateDirectory(Path.Combine(_folder, "empty")).FullName).Talk, StringComparison.Ordinal);
        Snapshot(0, "verify", state);

        byte[] damaged = File.ReadAllBytes(state);
        damaged[^1] ^= 1;
        File.WriteAllBytes(state, damaged);
        Assert.Contains("damaged", Snapshot(1, "verify", "--run-dir", _folder).Text, StringComparison.Ordinal);
        Assert.Contains(state, Snapshot(1, "show", state).Talk, StringComparison.Ordinal);
        using SidecarProcess next = SidecarProcess.StartIn(_folder);
        Assert.Contains($"{state} is left out: the checksum of its header does not hold", next.Talk, StringComparison.Ordinal);
        next.Stop().Balanced();
    }

    [Fact]
    public void A_second_sidecar_on_the_same_folder_is_refused_and_the_first_lives_on()
    {
        using SidecarProcess first = SidecarProcess.StartIn(_folder);
        Finished second = SidecarProcess.Run(["run", "--run-dir", _folder]);
        Assert.Equal(1, second.ExitCode);
        Assert.Contains("another program listens there", second.Talk, StringComparison.Ordinal);
        Assert.Single(second.Talk.TrimEnd().Split('\n'));
        using (EveClient client = new(first.EveSocket))
            client.Send(EveClient.Records(1));
        Assert.Equal(2, first.Stop().Balanced().Parsed);
    }

    [Fact]
    public void Sockets_that_somebody_removed_do_not_keep_it_from_ending()
    {
        using SidecarProcess sidecar = SidecarProcess.StartIn(_folder);
        using EveClient client = new(sidecar.EveSocket);
        client.Send(EveClient.Records(1));
        File.Delete(sidecar.EveSocket);
        File.Delete(sidecar.VerdictSocket);
        File.Delete(sidecar.ControlSocket);
        Assert.Equal(2, sidecar.Stop().Balanced().Parsed);
    }

    [Fact]
    public void Sockets_that_another_took_over_do_not_keep_it_from_ending()
    {
        using SidecarProcess first = SidecarProcess.StartIn(_folder);
        using SidecarProcess second = SidecarProcess.Start();
        // In one step: a socket whose file is gone is made again, twice a second.
        foreach (string socket in Directory.GetFiles(second.Folder, "*.sock"))
            File.Move(socket, Path.Combine(_folder, Path.GetFileName(socket)), overwrite: true);
        first.Stop().Balanced();
        Assert.Equal(3, Directory.GetFiles(_folder, "*.sock").Length);
        second.Stop().Balanced();
    }

    [Fact]
    public void A_report_that_cannot_be_written_takes_the_accounts_not_along()
    {
        using SidecarProcess sidecar = SidecarProcess.StartIn(_folder);
        Directory.CreateDirectory(Path.Combine(_folder, "report.html.tmp"));
        using (EveClient client = new(sidecar.EveSocket))
            client.Send(EveClient.Records(1));

        Finished finished = sidecar.Stop();
        Assert.Equal(1, finished.ExitCode);
        Assert.Equal(2, finished.Parsed);
        Assert.Contains("report none", finished.Talk, StringComparison.Ordinal);
        Assert.Contains("eve-sidecar: Access to the path", finished.Talk, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("eve.sock")]
    [InlineData("verdicts.sock")]
    public void A_file_in_the_way_is_refused_and_left_alone(string name)
    {
        string file = Path.Combine(_folder, name);
        File.WriteAllText(file, "precious");
        AssertRefused(file, "is no socket");
        Assert.Equal("precious", File.ReadAllText(file));
    }

    [Fact]
    public void A_folder_or_a_link_in_the_way_is_refused_and_left_alone()
    {
        string socket = Path.Combine(_folder, "eve.sock");
        Directory.CreateDirectory(socket);
        AssertRefused(socket, "is no socket");
        Directory.Delete(socket);

        string target = Path.Combine(_folder, "target");
        File.WriteAllText(target, "precious");
        File.CreateSymbolicLink(socket, target);
        AssertRefused(socket, "is no socket");
        Assert.Equal("precious", File.ReadAllText(target));
    }

    [Fact]
    public void A_path_too_long_for_a_socket_is_refused_with_the_limit()
    {
        string deep = Path.Combine(_folder, new string('d', 120));
        Finished finished = SidecarProcess.Run(["run", "--run-dir", deep]);
        Assert.Equal(1, finished.ExitCode);
        Assert.Contains("107 bytes", finished.Talk, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_one_clear_line()
    {
        Finished finished = SidecarProcess.Run(["run", "--run-dir", "/proc/nowhere/run"]);
        Assert.Equal(1, finished.ExitCode);
        Assert.Single(finished.Talk.TrimEnd().Split('\n'));
        Assert.Contains("/proc/nowhere", finished.Talk, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_it_may_not_write_to_is_one_clear_line()
    {
        // Nothing is read-only to root, and nobody may not go where the checkout lies.
        string binary = Path.Combine(_folder, "eve-sidecar");
        SidecarProcess.CopyBinary(binary);
        string readOnly = Directory.CreateDirectory(Path.Combine(_folder, "read-only")).FullName;
        File.SetUnixFileMode(readOnly, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        File.SetUnixFileMode(_folder, File.GetUnixFileMode(_folder) | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        string[] command = [binary, "run", "--run-dir", readOnly];
        Finished finished = Environment.IsPrivilegedProcess
            ? SidecarProcess.RunProgram("setpriv", ["--reuid=65534", "--regid=65534", "--clear-groups", .. command])
            : SidecarProcess.RunProgram(binary, command[1..]);

        Assert.Equal(1, finished.ExitCode);
        string line = Assert.Single(finished.Talk.TrimEnd().Split('\n'));
        Assert.Contains(readOnly, line, StringComparison.Ordinal);
        Assert.Contains("Permission denied", line, StringComparison.Ordinal);
    }

    private static Finished Snapshot(int exitCode, params string[] arguments)
    {
        Finished finished = SidecarProcess.Run(["snapshot", .. arguments]);
        Assert.True(finished.ExitCode == exitCode, $"{finished.ExitCode}: {finished.Talk}");
        return finished;
    }

    private void AssertServed()
    {
        using SidecarProcess next = SidecarProcess.StartIn(_folder);
        using (EveClient client = new(next.EveSocket))
            client.Send(EveClient.Records(1));
        Assert.Equal(2, next.Stop().Balanced().Parsed);
    }

    private void AssertRefused(string path, string why)
    {
        Finished finished = SidecarProcess.Run(["run", "--run-dir", _folder]);
        Assert.Equal(1, finished.ExitCode);
        Assert.Contains(path, finished.Talk, StringComparison.Ordinal);
        Assert.Contains(why, finished.Talk, StringComparison.Ordinal);
    }
}
