using Xunit;

namespace Sidecar.EndToEnd;

/// <summary>The threads that empty Suricata's sockets go before others where that is allowed, and everything runs where it is not.</summary>
public sealed class ReceiverPriorityTests : IDisposable
{
    private const string Raised = "-10";
    private const string Usual = "0";
    private const string AsNobody = "setpriv --reuid=65534 --regid=65534 --clear-groups";

    private readonly string _folder = Directory.CreateTempSubdirectory("sidecar-priority-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("", Raised)]
    [InlineData(AsNobody, Usual)]
    [InlineData(AsNobody + " --inh-caps=+sys_nice --ambient-caps=+sys_nice", Raised)]
    public void A_receiving_thread_goes_first_if_it_may(string start, string nice)
    {
        File.SetUnixFileMode(_folder, File.GetUnixFileMode(_folder) | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute);
        string datagrams = Path.Combine(_folder, "dgram.sock");
        using SidecarProcess sidecar = SidecarProcess.StartByShell(_folder, $"exec {start} \"$@\"", "unused", "--set", $"inputs.dgram={datagrams}");
        using (EveClient client = new(sidecar.EveSocket))
        {
            client.Send(EveClient.Records(1));
            SidecarProcess.WaitUntil(() => Nice(sidecar, "eve-receive") == nice && Nice(sidecar, "eve-feed") == nice, $"they have nice {nice}");
            Assert.Equal(Usual, Nice(sidecar, "engine"));
        }

        Assert.Equal(2, sidecar.Stop().Balanced().Parsed);
    }

    /// <summary>Its user has no capability, but the limit that the service manager sets: getrlimit(2), RLIMIT_NICE.</summary>
    [Fact]
    public void The_unit_gives_the_right_to_just_that() => Assert.Contains(
        $"\nLimitNICE={Raised}\n", File.ReadAllText(Path.Combine(FixtureFiles.Root, "suricata-config", "systemd", "eve-sidecar.service")), StringComparison.Ordinal);

    /// <summary>The 19th field; the second is the name, in brackets.</summary>
    private static string Nice(SidecarProcess sidecar, string thread) =>
        sidecar.StatOf(thread) is { Length: > 0 } stat ? stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[16] : "";
}
