using System.IO.Compression;
using System.Net.Sockets;
using System.Text;
using Xunit;

namespace Sidecar.EndToEnd;

/// <summary>What the daemon reads beside its stream socket, several inputs at once, each with its accounts.</summary>
public sealed class InputTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sidecar-input-").FullName;
    private readonly string _eve;

    public InputTests() => _eve = Path.Combine(_folder, "eve.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Sockets_files_and_standard_input_are_read_at_once()
    {
        string piped = Path.Combine(_folder, "piped.json"), packed = Path.Combine(_folder, "old.json.gz");
        File.WriteAllText(piped, EveClient.Records(1));
        File.WriteAllBytes(packed, Gzip(EveClient.Records(2)));
        using SidecarProcess sidecar = SidecarProcess.StartByShell(
            _folder, "exec \"$@\" < \"$0\"", piped, "-", packed, _eve, "--set", "inputs.dgram=eve-dgram.sock");
        File.WriteAllText(_eve, EveClient.Records(3) + EveClient.Records(4));
        using (EveClient client = new(sidecar.EveSocket))
            client.Send(EveClient.Records(5));
        using (Socket datagrams = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified))
            foreach (string line in EveClient.Records(6).TrimEnd().Split('\n'))
                datagrams.SendTo(Encoding.ASCII.GetBytes(line), new UnixDomainSocketEndPoint(Path.Combine(_folder, "eve-dgram.sock")));
        WaitForPosition(new FileInfo(_eve).Length);

        Finished finished = sidecar.Stop().Balanced();
        Assert.Equal(12, finished.Parsed);
        Assert.Equal(6, finished.Joined);
        Assert.Contains("input    - 2 lines\n", finished.Talk, StringComparison.Ordinal);
        Assert.Contains($"input    {packed} 2 lines\n", finished.Talk, StringComparison.Ordinal);
        Assert.Contains($"input    {_eve} 4 lines\n", finished.Talk, StringComparison.Ordinal);
        Assert.Contains("eve-dgram.sock 2 lines, 2 from user ", finished.Talk, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder, "*.sock"));
    }

    [Fact]
    public void A_followed_file_over_rotations_and_restarts_gives_each_record_once()
    {
        long parsed = 0;
        for (int run = 0; run < 3; run++)
        {
            File.AppendAllText(_eve, EveClient.Records((10 * run) + 1));
            using SidecarProcess sidecar = SidecarProcess.StartIn(_folder, _eve);
            File.AppendAllText(_eve, EveClient.Records((10 * run) + 2));
            WaitForPosition(new FileInfo(_eve).Length);
            File.Move(_eve, $"{_eve}.{run}");
            File.AppendAllText($"{_eve}.{run}", EveClient.Records((10 * run) + 3));
            File.WriteAllText(_eve, EveClient.Records((10 * run) + 4));
            WaitForPosition(new FileInfo(_eve).Length);
            parsed += sidecar.Stop().Balanced().Parsed;
        }

        Assert.Equal(24, parsed);
    }

    [Fact]
    public void A_named_pipe_is_read_again_for_each_of_its_writers()
    {
        string pipe = Path.Combine(_folder, "eve.fifo");
        Assert.Equal(0, SidecarProcess.RunProgram("mkfifo", [pipe]).ExitCode);
        using SidecarProcess sidecar = SidecarProcess.StartIn(_folder, pipe);
        for (int writer = 1; writer <= 3; writer++)
        {
            // Waits until the sidecar has opened it again.
            File.WriteAllText(pipe, EveClient.Records(writer));
        }

        SidecarProcess.WaitUntil(() => SidecarProcess.Run(["status", "--json", "--run-dir", _folder]).Text.Contains("\"parsed\":6,", StringComparison.Ordinal), "all is read");
        Finished finished = sidecar.Stop().Balanced();
        Assert.Equal(6, finished.Parsed);
        Assert.Contains($"input    {pipe} 6 lines\n", finished.Talk, StringComparison.Ordinal);
    }

    [Fact]
    public void A_packed_file_that_breaks_off_ends_that_input_alone_and_the_exit_code_tells()
    {
        string packed = Path.Combine(_folder, "broken.json.gz");
        byte[] whole = Gzip(string.Concat(Enumerable.Range(1, 500).Select(flow => EveClient.Records(flow))));
        File.WriteAllBytes(packed, whole[..(whole.Length / 2)]);
        using SidecarProcess sidecar = SidecarProcess.StartIn(_folder, packed, _eve);
        File.WriteAllText(_eve, EveClient.Records(1000));
        WaitForPosition(new FileInfo(_eve).Length);
        Finished finished = sidecar.Stop();
        Assert.Equal(1, finished.ExitCode);
        Assert.Matches($@"input    {packed} \d+ lines; ended early: ", finished.Talk);
        Assert.Contains($"input    {_eve} 2 lines\n", finished.Talk, StringComparison.Ordinal);
        Assert.Equal(finished.Received, finished.Parsed + finished.Rejected);
    }

    [Fact]
    public void Bad_lines_in_a_followed_file_are_counted_in_bounded_memory_and_the_next_record_is_read()
    {
        byte[] noise = new byte[1 << 20];
        new Random(7).NextBytes(noise);
        using (FileStream file = File.Create(_eve))
        {
            file.Write(noise);
            file.Write("\n"u8);
            file.Write(Encoding.ASCII.GetBytes(new string('x', 80 << 20) + "\n"));
            file.Write(Encoding.ASCII.GetBytes($"{{\"a\":{new string('[', 10_000)}{new string(']', 10_000)}}}\n"));
            file.Write(Encoding.ASCII.GetBytes($"{{\"flow_id\":{new string('9', 10_000)}}}\n"));
            file.Write(Encoding.ASCII.GetBytes(EveClient.Records(1)));
        }

        using SidecarProcess sidecar = SidecarProcess.StartIn(_folder, _eve);
        WaitForPosition(new FileInfo(_eve).Length);
        Assert.InRange(sidecar.PeakMemory, 0, 400L << 20);
        Finished finished = sidecar.Stop().Balanced();
        // The two good ones, and the one whose number no counter holds, which is JSON all the same.
        Assert.Equal(3, finished.Parsed);
        Assert.Equal(noise.Count(octet => octet == '\n') + 1 + 2, finished.Rejected);
        Assert.Contains("1 TooLong", finished.Talk, StringComparison.Ordinal);
        Assert.Contains("1 TooDeep", finished.Talk, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("is a folder", ".")]
    [InlineData("is a socket", "other.sock")]
    public void What_is_no_file_is_refused_at_once(string why, string name)
    {
        string path = Path.GetFullPath(Path.Combine(_folder, name));
        using Socket socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(Path.Combine(_folder, "other.sock")));
        Finished finished = SidecarProcess.Run(["run", "--run-dir", _folder, path]);
        Assert.Equal(1, finished.ExitCode);
        Assert.Contains($"{path}: {why}", Assert.Single(finished.Talk.TrimEnd().Split('\n')), StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_folder, "eve.sock")));
    }

    [Fact]
    public void Users_that_are_not_known_are_wrong_configuration()
    {
        Finished unknown = SidecarProcess.Run(["run", "--run-dir", _folder, "--set", "inputs.users=no-such-user"]);
        Assert.Equal(2, unknown.ExitCode);
        Assert.Contains("inputs.users: 'no-such-user' is no list of users", unknown.Talk, StringComparison.Ordinal);
    }

    [Fact]
    public void A_process_of_another_user_is_refused_and_counted()
    {
        if (!Environment.IsPrivilegedProcess)
            Assert.Fail("not run: only root can be another user");
        using SidecarProcess sidecar = SidecarProcess.StartIn(_folder, "--set", "inputs.users=root");
        // The permissions of the file would keep it out before the list does.
        File.SetUnixFileMode(_folder, File.GetUnixFileMode(_folder) | UnixFileMode.OtherExecute);
        File.SetUnixFileMode(sidecar.EveSocket, File.GetUnixFileMode(sidecar.EveSocket) | UnixFileMode.OtherRead | UnixFileMode.OtherWrite);
        string[] connect = ["socat", "-u", "STDIN", $"UNIX-CONNECT:{sidecar.EveSocket}"];
        byte[] record = Encoding.ASCII.GetBytes(EveClient.Records(1));
        SidecarProcess.RunProgram("setpriv", ["--reuid=65534", "--regid=65534", "--clear-groups", .. connect], record);
        SidecarProcess.RunProgram("setpriv", ["--reuid=0", .. connect], record);

        Finished finished = sidecar.Stop().Balanced();
        Assert.Equal(2, finished.Parsed);
        Assert.Contains("refused  connections: 1 User\n", finished.Talk, StringComparison.Ordinal);
    }

    [Fact]
    public void Datagrams_of_another_user_are_dropped_and_those_that_are_taken_are_counted_by_user()
    {
        if (!Environment.IsPrivilegedProcess)
            Assert.Fail("not run: only root can be another user");
        string path = Path.Combine(_folder, "d.sock");
        using SidecarProcess sidecar = SidecarProcess.StartIn(_folder, "--set", "inputs.users=root,65533", "--set", "inputs.dgram=d.sock");
        File.SetUnixFileMode(_folder, File.GetUnixFileMode(_folder) | UnixFileMode.OtherExecute);
        File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.OtherRead | UnixFileMode.OtherWrite);
        foreach (string user in (string[])["65534", "65533", "0"])
            SidecarProcess.RunProgram("setpriv", [$"--reuid={user}", $"--regid={user}", "--clear-groups", "socat", "-u", "STDIN", $"UNIX-SENDTO:{path}"], Encoding.ASCII.GetBytes(EveClient.Records(1)));
        SidecarProcess.WaitUntil(() => Status().Contains("\"from_user_0\":1", StringComparison.Ordinal), "all have come");

        Finished finished = sidecar.Stop().Balanced();
        Assert.Equal(4, finished.Parsed);
        Assert.Contains($"input    {path} 4 lines, 1 refused by user, 1 from user 65533, 1 from user 0\n", finished.Talk, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_cannot_be_listed_is_counted_and_tried_again_until_the_rest_of_the_old_log_is_found()
    {
        if (!Environment.IsPrivilegedProcess)
            Assert.Fail("not run: only root can be another user");
        string run = Directory.CreateDirectory(Path.Combine(_folder, "run")).FullName, logs = Directory.CreateDirectory(Path.Combine(_folder, "logs")).FullName;
        string log = Path.Combine(logs, "eve.json");
        const UnixFileMode all = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
        foreach (string folder in (string[])[_folder, run, logs])
            File.SetUnixFileMode(folder, all);
        File.WriteAllText(log, EveClient.Records(1));
        using (SidecarProcess first = StartAsNobody(run, log))
        {
            SidecarProcess.WaitUntil(() => Status(run).Contains("\"parsed\":2,", StringComparison.Ordinal), "the log is read");
            first.Stop().Balanced();
        }

        File.AppendAllText(log, EveClient.Records(2));
        File.Move(log, log + ".1");
        File.WriteAllText(log, EveClient.Records(3));
        // Its files may be opened, and it may not be listed: as a log folder that a packet's scripts make is at times.
        File.SetUnixFileMode(logs, all & ~UnixFileMode.OtherRead);
        using SidecarProcess second = StartAsNobody(run, log);
        SidecarProcess.WaitUntil(() => Status(run).Contains("\"list_errors\":", StringComparison.Ordinal), "the folder is missed");
        File.SetUnixFileMode(logs, all);
        SidecarProcess.WaitUntil(() => Status(run).Contains("\"parsed\":4,", StringComparison.Ordinal), "the rest of the old log and the new one are read");
        Finished finished = second.Stop().Balanced();
        Assert.Equal(0, finished.ExitCode);
        Assert.Matches($@"input    {log} 4 lines, 1 rotated, \d+ list errors\n", finished.Talk);

        // For ever, it is not waited for.
        File.SetUnixFileMode(logs, all & ~UnixFileMode.OtherRead);
        File.Move(log, log + ".2");
        File.WriteAllText(log, EveClient.Records(4));
        using SidecarProcess third = StartAsNobody(run, log);
        SidecarProcess.WaitUntil(() => Status(run).Contains("\"parsed\":2,", StringComparison.Ordinal), "the new log is read at last");
        third.Stop().Balanced();
    }

    private string Status() => Status(_folder);

    private static string Status(string folder) => SidecarProcess.Run(["status", "--json", "--run-dir", folder]).Text;

    private static SidecarProcess StartAsNobody(string folder, string log) => SidecarProcess.StartByShell(
        folder, "exec setpriv --reuid=65534 --regid=65534 --clear-groups \"$@\"", "unused", log);

    /// <summary>The engine has taken so many bytes of the file, and remembers it.</summary>
    private void WaitForPosition(long offset)
    {
        string positions = Path.Combine(_folder, "positions");
        SidecarProcess.WaitUntil(
            () => File.Exists(positions) && File.ReadAllText(positions) is string text && text.Contains($" {offset} ", StringComparison.Ordinal) && text.EndsWith($" {_eve}\n", StringComparison.Ordinal),
            $"position {offset} is remembered");
    }

    private static byte[] Gzip(string text)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest))
            gzip.Write(Encoding.ASCII.GetBytes(text));
        return packed.ToArray();
    }
}
