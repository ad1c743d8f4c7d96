using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Xunit;

namespace Sidecar.EndToEnd;

/// <summary>
/// The service under systemd, which the tests stand in for: what it is told and when; and what systemd itself says about
/// the units.
/// </summary>
public sealed class ServiceTests : IDisposable
{
    /// <summary>Of 10: 9.6 is a service without any restriction.</summary>
    private const double HighestExposure = 0.5;

    private readonly string _folder = Directory.CreateTempSubdirectory("sidecar-service-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void It_says_when_it_is_ready_and_that_it_is_alive_and_that_it_stops(bool isInFileSystem)
    {
        string address = isInFileSystem ? Path.Combine(_folder, "notify") : $"@{_folder}";
        using NotifySocket manager = new(address);
        using SidecarProcess sidecar = Start(address, "WATCHDOG_USEC=400000");
        SidecarProcess.WaitUntil(() => manager.Count("WATCHDOG=1") >= 2, "it said twice that it is alive, though nothing came");
        Assert.Equal("READY=1", manager.Told[0]);
        sidecar.Stop().Balanced();
        SidecarProcess.WaitUntil(() => manager.Told[^1] == "STOPPING=1", "it said that it stops");
        Assert.Equal(1, manager.Count("READY=1"));
    }

    [Fact]
    public void An_engine_that_hangs_is_not_said_to_be_alive()
    {
        string address = Path.Combine(_folder, "notify");
        using NotifySocket manager = new(address);
        using SidecarProcess sidecar = Start(address, "WATCHDOG_USEC=2400000 EVE_SIDECAR_DEBUG_STALL=1:60000");
        SidecarProcess.WaitUntil(() => manager.Count("WATCHDOG=1") >= 2, "it said that it is alive");
        using EveClient client = new(sidecar.EveSocket);
        client.Send(EveClient.Records(1));
        // One more may be under way, of a round before the engine hung.
        int before = manager.Count("WATCHDOG=1") + 1;
        Thread.Sleep(TimeSpan.FromSeconds(4));
        Assert.InRange(manager.Count("WATCHDOG=1"), 0, before);
        Assert.True(sidecar.IsRunning);
    }

    [Fact]
    public void A_watchdog_of_another_process_is_not_fed()
    {
        string address = Path.Combine(_folder, "notify");
        using NotifySocket manager = new(address);
        using SidecarProcess sidecar = Start(address, "WATCHDOG_PID=1 WATCHDOG_USEC=20000");
        SidecarProcess.WaitUntil(() => manager.Count("READY=1") == 1, "it is ready");
        Thread.Sleep(200);
        sidecar.Stop().Balanced();
        Assert.Equal(0, manager.Count("WATCHDOG=1"));
    }

    [Fact]
    public void A_manager_that_is_gone_is_one_line_and_nothing_else()
    {
        using SidecarProcess sidecar = Start(Path.Combine(_folder, "nobody"), "WATCHDOG_USEC=20000");
        using (EveClient client = new(sidecar.EveSocket))
            client.Send(EveClient.Records(1));
        Finished finished = sidecar.Stop().Balanced();
        Assert.Equal(0, finished.ExitCode);
        Assert.Equal(2, finished.Parsed);
        Assert.Single(Regex.Matches(finished.Talk, "NOTIFY_SOCKET: "));
    }

    [Fact]
    public async Task It_ends_in_time_while_Suricata_goes_on_sending_and_a_reader_reads_nothing()
    {
        using SidecarProcess sidecar = SidecarProcess.StartIn(_folder);
        using Socket idle = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        idle.Connect(new UnixDomainSocketEndPoint(sidecar.VerdictSocket));
        using EveClient client = new(sidecar.EveSocket);
        using CancellationTokenSource enough = new();
        Task sending = Task.Run(() => SendUntil(client, enough.Token));
        Thread.Sleep(500);
        Stopwatch stopping = Stopwatch.StartNew();
        Finished finished = sidecar.Stop().Balanced();
        Assert.InRange(stopping.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Assert.True(finished.Parsed > 100, finished.Talk);
        enough.Cancel();
        await sending.WaitAsync(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void A_hang_up_reads_the_configuration_again_and_a_wrong_one_changes_nothing()
    {
        string address = Path.Combine(_folder, "notify");
        string file = Path.Combine(_folder, "sidecar.yaml");
        File.WriteAllText(file, "guards:\n  min-share: 0.5\n");
        using NotifySocket manager = new(address);
        // Whoever runs the tests under nohup has SIGHUP ignored, and so would the sidecar.
        using SidecarProcess sidecar = SidecarProcess.StartByShell(_folder, "NOTIFY_SOCKET=$0 exec env --default-signal=HUP \"$@\"", address, "-c", file);

        Reload(2, "guards:\n  min-share: 0.25\n");
        Reload(3, "guards:\n  min-share: 7\n  min-shares: 0.1\n");
        Reload(4, "guards:\n  min-share: 0.1\nflows:\n  memcap: 1gb\n");
        Reload(5, "guards:\n  min-share: 0.25\n");

        using (EveClient client = new(sidecar.EveSocket))
            client.Send(EveClient.Records(1));
        Finished finished = sidecar.Stop().Balanced();
        Assert.Equal(2, finished.Parsed);
        Assert.Equal(
            [
                "eve-sidecar: SIGHUP: from now on: guards.min-share",
                $"eve-sidecar: {file}:2: guards.min-share: 7 is outside 0 to 1",
                $"eve-sidecar: {file}:3: there is no option 'guards.min-shares'; the nearest is 'guards.min-share'",
                "eve-sidecar: SIGHUP: nothing was changed, the sidecar goes on as before",
                "eve-sidecar: flows.memcap: takes a restart",
                "eve-sidecar: SIGHUP: nothing was changed, the sidecar goes on as before",
                "eve-sidecar: SIGHUP: the configuration is the same",
            ],
            finished.Talk.Split('\n')[1..8]);

        void Reload(int ready, string yaml)
        {
            File.WriteAllText(file, yaml);
            sidecar.Signal("HUP");
            SidecarProcess.WaitUntil(() => manager.Count("READY=1") == ready, "it is ready again");
            Assert.StartsWith("RELOADING=1\nMONOTONIC_USEC=", manager.Told[^2], StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_command_of_the_unit_runs_and_keeps_its_state_where_the_unit_says()
    {
        string run = Path.Combine(_folder, "run");
        string state = Path.Combine(_folder, "state");
        string command = Regex.Match(File.ReadAllText(PathOf("eve-sidecar.service")), "^ExecStart=(.+)$", RegexOptions.Multiline).Groups[1].Value
            .Replace("/usr/bin/eve-sidecar", SidecarProcess.Binary(), StringComparison.Ordinal)
            .Replace("/run/eve-sidecar", run, StringComparison.Ordinal)
            .Replace("/var/lib/eve-sidecar", state, StringComparison.Ordinal)
            .Replace("/etc/eve-sidecar/", Path.Combine(FixtureFiles.Root, "suricata-config/"), StringComparison.Ordinal);
        using SidecarProcess sidecar = SidecarProcess.StartByShell(run, $"exec {command}", "unit");
        using (EveClient client = new(sidecar.EveSocket))
            client.Send(EveClient.Records(1));
        Assert.Equal(2, sidecar.Stop().Balanced().Parsed);
        Assert.Empty(Directory.GetFileSystemEntries(run));
        Assert.Contains(Path.Combine(state, "report.html"), Directory.GetFiles(state));
    }

    [Fact]
    public void Systemd_finds_nothing_wrong_in_the_units()
    {
        foreach (string unit in (string[])["eve-sidecar.socket", "eve-sidecar.service"])
            File.WriteAllText(Path.Combine(_folder, unit), File.ReadAllText(PathOf(unit)).Replace("/usr/bin/eve-sidecar", SidecarProcess.Binary(), StringComparison.Ordinal));
        Finished finished = SidecarProcess.RunProgram("systemd-analyze",
            ["verify", "--man=no", Path.Combine(_folder, "eve-sidecar.service"), Path.Combine(_folder, "eve-sidecar.socket")]);
        Assert.Equal(0, finished.ExitCode);
        Assert.DoesNotContain("eve-sidecar", finished.Talk, StringComparison.Ordinal);
    }

    [Fact]
    public void The_service_may_do_hardly_anything_and_the_README_says_how_little()
    {
        Finished finished = SidecarProcess.RunProgram("systemd-analyze", ["security", "--no-pager", "--offline=true", PathOf("eve-sidecar.service")]);
        Match exposure = Regex.Match(finished.Text, @"Overall exposure level for \S+: ([\d.]+)");
        Assert.True(exposure.Success, finished.Text + finished.Talk);
        Assert.InRange(double.Parse(exposure.Groups[1].Value, CultureInfo.InvariantCulture), 0, HighestExposure);
        string readme = File.ReadAllText(Path.Combine(FixtureFiles.Root, "suricata-config", "README.md"));
        Assert.Contains($"score is {HighestExposure.ToString(CultureInfo.InvariantCulture)} ", readme, StringComparison.Ordinal);
    }

    private static string PathOf(string unit) => Path.Combine(FixtureFiles.Root, "suricata-config", "systemd", unit);

    private static void SendUntil(EveClient client, CancellationToken enough)
    {
        try
        {
            for (int flow = 0; !enough.IsCancellationRequested; flow++)
                client.Send(EveClient.Records(flow, close: false));
        }
        catch (SocketException)
        {
            // The sidecar has ended.
            return;
        }
    }

    private SidecarProcess Start(string notify, string variables) =>
        SidecarProcess.StartByShell(_folder, $"NOTIFY_SOCKET=$0 {variables} exec \"$@\"", notify);
}
