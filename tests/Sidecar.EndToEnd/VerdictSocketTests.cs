using System.Net.Sockets;
using System.Text;
using Xunit;

namespace Sidecar.EndToEnd;

/// <summary>Readers come and go and fall asleep; the engine does not notice.</summary>
public sealed class VerdictSocketTests
{
    /// <summary>Every minute the exclusion is over and the key still heavy: a verdict a minute.</summary>
    private static readonly string[] s_manyVerdicts = ["--set", "views.src-ip.enabled=no", "--set", "exclusions.life=1m"];

    [Fact]
    public void A_reader_that_sleeps_loses_its_oldest_lines_and_nobody_else_does()
    {
        using SidecarProcess sidecar = SidecarProcess.Start([.. s_manyVerdicts, "--set", "verdicts.max-lines=100", "--set", "ingest.when-full=wait"]);
        using Socket asleep = Connect(sidecar.VerdictSocket);
        using VerdictClient awake = new(sidecar.VerdictSocket);
        sidecar.WaitForReaders(2);
        const int rounds = 10;
        const int minutes = 60;
        using (EveClient client = new(sidecar.EveSocket))
        {
            for (int round = 0; round < rounds; round++)
            {
                client.Send(LoudTraffic.Of("loud/1", minutes, round * minutes));
                // The one that reads may be slow too on a busy machine: never more behind than the bound.
                SidecarProcess.WaitUntil(() => awake.LinesSoFar >= ((round + 1) * minutes) - 10, "the reader has kept up");
            }
        }

        // Whatever the one asleep got must fit into its socket's buffer and the bound.
        string slept = Received(asleep, sidecar, out Finished finished);
        Assert.Equal(rounds * minutes * 1040 * 2, finished.Parsed);
        IReadOnlyList<string> all = awake.Lines();
        // From the second tick on, each tick either excludes or renews.
        Assert.InRange(all.Count, (rounds * minutes) - 2, rounds * minutes);
        IReadOnlyList<string> some = VerdictSchema.Check(slept);
        Assert.InRange(some.Count, 100, all.Count - 100);
        Assert.Equal(all.Where(some.ToHashSet().Contains), some);
        Assert.Equal(all.TakeLast(100), some.TakeLast(100));
    }

    [Fact]
    public void A_reader_that_comes_late_gets_what_comes_after_it()
    {
        using SidecarProcess sidecar = SidecarProcess.Start(s_manyVerdicts);
        using VerdictClient early = new(sidecar.VerdictSocket);
        sidecar.WaitForReaders(1);
        using EveClient client = new(sidecar.EveSocket);
        client.Send(LoudTraffic.Of("loud/1", minutes: 10));
        // A tick needs a record behind it, so the tenth minute's is still to come.
        SidecarProcess.WaitUntil(() => early.LinesSoFar == 8, "eight ticks have said what they decided");
        using VerdictClient late = new(sidecar.VerdictSocket);
        sidecar.WaitForReaders(2);
        client.Send(LoudTraffic.Of("loud/1", minutes: 10, from: 10));

        sidecar.Stop().Balanced();
        Assert.Equal(early.Lines().Skip(8), late.Lines());
        Assert.NotEmpty(late.Lines());
    }

    [Fact]
    public void A_reader_that_has_closed_its_sending_side_still_reads()
    {
        using SidecarProcess sidecar = SidecarProcess.Start("--set", "verdicts.max-readers=1");
        using VerdictClient silent = new(sidecar.VerdictSocket);
        sidecar.WaitForReaders(1);
        silent.CloseSendingSide();
        // Another one makes the sidecar look who has gone.
        using (VerdictClient refused = new(sidecar.VerdictSocket))
            Assert.Empty(refused.Lines());
        using (EveClient client = new(sidecar.EveSocket))
            client.Send(LoudTraffic.Of("loud/1"));
        sidecar.Stop().Balanced();
        Assert.NotEmpty(silent.Lines());
    }

    [Fact]
    public void A_reader_that_vanishes_is_forgotten()
    {
        using SidecarProcess sidecar = SidecarProcess.Start(s_manyVerdicts);
        Connect(sidecar.VerdictSocket).Dispose();
        using VerdictClient stays = new(sidecar.VerdictSocket);
        sidecar.WaitForReaders(1);
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

    /// <summary>What a reader gets that first looks when the sidecar is about to stop.</summary>
    private static string Received(Socket asleep, SidecarProcess sidecar, out Finished finished)
    {
        using MemoryStream all = new();
        byte[] buffer = new byte[64 << 10];
        Task reading = Task.Run(() =>
        {
            int read;
            while ((read = asleep.Receive(buffer)) > 0)
                all.Write(buffer, 0, read);
        });
        finished = sidecar.Stop().Balanced();
        reading.Wait();
        return Encoding.UTF8.GetString(all.ToArray());
    }

    private static Socket Connect(string path)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(path));
        return socket;
    }
}
