using System.Diagnostics;
using System.Text;
using Xunit;

namespace Sidecar.EndToEnd;

/// <summary>
/// The shipped examples of what takes verdicts and residual on: rsyslog and syslog-ng, the real ones, beside a running
/// sidecar. Of the others the unit tests know the options.
/// </summary>
public sealed class ShipperTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sidecar-ship-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Syslog_ng_takes_verdicts_and_residual_from_the_sockets_byte_for_byte()
    {
        using SidecarProcess sidecar = StartSidecar();
        using Shipper shipper = Shipper.Start("syslog-ng", _folder, sidecar.VerdictSocket);
        // Its own reader of verdicts, and ours beside it.
        sidecar.WaitForReaders(1);
        Compare(sidecar, shipper, readers: 2);
    }

    [Fact]
    public void Rsyslog_takes_them_through_the_program_that_the_shipped_unit_runs()
    {
        using SidecarProcess sidecar = StartSidecar();
        using Shipper shipper = Shipper.Start("rsyslogd", _folder, sidecar.VerdictSocket);
        using Process between = Process.Start("socat", UnitArguments(sidecar.VerdictSocket, $"UNIX-CONNECT:{PathOf("eve.sock")}"));
        try
        {
            sidecar.WaitForReaders(1);
            Compare(sidecar, shipper, readers: 2);
        }
        finally
        {
            if (!between.HasExited)
            {
                between.Kill();
            }
        }
    }

    [Theory]
    [InlineData("syslog-ng")]
    [InlineData("rsyslogd")]
    public void A_residual_file_is_taken_too(string program)
    {
        // A string of 20 kB, bytes beyond ASCII, and what syslog gives a meaning.
        string[] records = [.. LoudTraffic.Of("loud/1", minutes: 1).Split('\n', StringSplitOptions.RemoveEmptyEntries).Take(200),
            $$"""{"timestamp":"2026-01-05T08:00:00.000000+0000","flow_id":7,"event_type":"alert","payload":"{{new string('x', 20_000)}}","odd":"\u0000% %msg% $MESSAGE é\ud800 <13> #033"}"""];
        using Shipper shipper = Shipper.Start(program, _folder, PathOf("nowhere.sock"));
        File.WriteAllLines(PathOf("log/residual.json"), records);
        string taken = PathOf("siem/residual.json");
        SidecarProcess.WaitUntil(() => File.Exists(taken) && LinesOf(taken).Length == records.Length, "all records are taken");
        Assert.Equal(records, LinesOf(taken));
    }

    [Fact]
    public void The_unit_writes_verdicts_into_a_file_and_systemd_takes_it()
    {
        using SidecarProcess sidecar = StartSidecar();
        using VerdictClient verdicts = new(sidecar.VerdictSocket);
        string file = PathOf("verdicts.json");
        using (Process between = Process.Start("socat", UnitArguments(sidecar.VerdictSocket, $"OPEN:{file},creat,append")))
        {
            sidecar.WaitForReaders(2);
            using (EveClient suricata = new(sidecar.EveSocket))
            {
                suricata.Send(LoudTraffic.Of("loud/1"));
            }

            sidecar.Stop().Balanced();
            Assert.True(between.WaitForExit(TimeSpan.FromSeconds(20)), "socat did not end with the sidecar");
        }

        IReadOnlyList<string> said = verdicts.Lines();
        Assert.NotEmpty(said);
        Assert.Equal(said, LinesOf(file));

        string unit = PathOf("eve-sidecar-verdicts.service");
        File.WriteAllText(unit, File.ReadAllText(Path.Combine(FixtureFiles.Root, "monitoring", "shippers", "eve-sidecar-verdicts.service")));
        Finished checkedUnit = SidecarProcess.RunProgram("systemd-analyze", ["verify", "--man=no", unit]);
        Assert.True(checkedUnit.ExitCode == 0, checkedUnit.Talk);
    }

    private SidecarProcess StartSidecar() => SidecarProcess.Start(
        "--set", $"residual.connect={PathOf("eve.sock")}", "--set", $"residual.file={PathOf("own.json")}");

    /// <summary>What the shipper wrote is what a reader of the socket got, and what the sidecar wrote itself.</summary>
    private void Compare(SidecarProcess sidecar, Shipper shipper, int readers)
    {
        using VerdictClient verdicts = new(sidecar.VerdictSocket);
        sidecar.WaitForReaders(readers);
        using (EveClient suricata = new(sidecar.EveSocket))
        {
            suricata.Send(LoudTraffic.Of("\\u0000 loud %s <13> $MESSAGE\\u202e"));
        }

        sidecar.Stop().Balanced();
        IReadOnlyList<string> said = verdicts.Lines();
        string[] left = LinesOf(PathOf("own.json"));
        Assert.Contains(said, line => line.Contains("\"action\":\"exclude\"", StringComparison.Ordinal));
        Assert.InRange(left.Length, 1000, 10_000);

        SidecarProcess.WaitUntil(() => Count("siem/verdicts.json") >= said.Count && Count("siem/residual.json") >= left.Length, "all is shipped");
        shipper.Stop();
        Assert.Equal(said, LinesOf(PathOf("siem/verdicts.json")));
        Assert.Equal(left, LinesOf(PathOf("siem/residual.json")));
    }

    /// <summary>What the shipped unit runs, with other paths.</summary>
    private static string[] UnitArguments(string verdictSocket, string to)
    {
        string line = File.ReadLines(Path.Combine(FixtureFiles.Root, "monitoring", "shippers", "eve-sidecar-verdicts.service")).Single(line => line.StartsWith("ExecStart=", StringComparison.Ordinal));
        string[] words = line.Split(' ');
        Assert.Equal(["ExecStart=/usr/bin/socat", "-u", "UNIX-CONNECT:/run/eve-sidecar/verdicts.sock", "OPEN:/var/log/eve-sidecar/verdicts.json,creat,append"], words);
        return [words[1], $"UNIX-CONNECT:{verdictSocket}", to];
    }

    private int Count(string name) => File.Exists(PathOf(name)) ? LinesOf(PathOf(name)).Length : 0;

    private string PathOf(string name) => Path.Combine(_folder, name);

    private static string[] LinesOf(string file)
    {
        using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using StreamReader reader = new(stream, Encoding.UTF8);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
