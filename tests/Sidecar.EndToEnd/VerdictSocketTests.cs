using System.Net.Sockets;
using Xunit;

namespace Sidecar.EndToEnd;

/// <summary>Readers come and go and fall asleep; the engine does not notice.</summary>
public sealed class VerdictSocketTests
{
    /// <summary>Every minute the exclusion is over and the key still heavy: a verdict a minute.</summary>
    private static readonly string[] s_manyVerdicts = ["--set", "exclusions.life=1m"];

    [Fact]
    public void A_reader_that_never_reads_loses_lines_and_nobody_else_does()
    {
        using SidecarProcess sidecar = SidecarProcess.Start([.. s_manyVerdicts, "--set", "verdicts.max-lines=10", "--set", "ingest.when-full=wait"]);
        using Socket asleep = Connect(sidecar.VerdictSocket);
        using VerdictClient awake = new(sidecar.VerdictSocket);
        const int minutes = 600;
        using (EveClient client = new(sidecar.EveSocket))
            client.Send(LoudTraffic.Of("loud/1", minutes));

        Finished finished = sidecar.Stop().Balanced();
        Assert.Equal(minutes * 1040 * 2, finished.Parsed);
        // From the second tick on, each tick either excludes or renews.
        Assert.InRange(awake.Lines().Count, minutes - 2, minutes);
    }

    [Fact]
    public void A_reader_that_vanishes_is_forgotten()
    {
        using SidecarProcess sidecar = SidecarProcess.Start(s_manyVerdicts);
        Connect(sidecar.VerdictSocket).Dispose();
        using VerdictClient stays = new(sidecar.VerdictSocket);
        using (EveClient client = new(sidecar.EveSocket))
            client.Send(LoudTraffic.Of("loud/1"));
        sidecar.Stop().Balanced();
        Assert.NotEmpty(stays.Lines());
    }

    [Fact]
    public void A_place_that_a_vanished_reader_had_is_free_again_though_no_verdict_came()
    {
        using SidecarProcess sidecar = SidecarProcess.Start("--set", "verdicts.max-readers=1");
        for (int i = 0; i < 10; i++)
            Connect(sidecar.VerdictSocket).Dispose();
        using VerdictClient last = new(sidecar.VerdictSocket);
        using (EveClient client = new(sidecar.EveSocket))
            client.Send(LoudTraffic.Of("loud/1"));
        sidecar.Stop().Balanced();
        Assert.NotEmpty(last.Lines());
    }

    [Fact]
    public void A_reader_too_many_is_closed_at_once()
    {
        using SidecarProcess sidecar = SidecarProcess.Start("--set", "verdicts.max-readers=1");
        using VerdictClient first = new(sidecar.VerdictSocket);
        using (VerdictClient second = new(sidecar.VerdictSocket))
            Assert.Empty(second.Lines());
        using (EveClient client = new(sidecar.EveSocket))
            client.Send(LoudTraffic.Of("loud/1"));
        sidecar.Stop().Balanced();
        Assert.NotEmpty(first.Lines());
    }

    private static Socket Connect(string path)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(path));
        return socket;
    }
}
