using System.Text;
using Xunit;

namespace Sidecar.EndToEnd;

/// <summary>Whatever comes into the EVE socket is counted, and the next good record is still read.</summary>
public sealed class EveSocketTests
{
    [Fact]
    public void Two_connections_at_once_are_both_read()
    {
        using SidecarProcess sidecar = SidecarProcess.Start();
        using (EveClient one = new(sidecar.EveSocket))
        using (EveClient two = new(sidecar.EveSocket))
        {
            for (int flow = 1; flow <= 1000; flow++)
            {
                one.Send(EveClient.Records(flow));
                two.Send(EveClient.Records(100_000 + flow));
            }
        }

        Finished finished = sidecar.Stop().Balanced();
        Assert.Equal(4000, finished.Parsed);
        Assert.Equal(2000, finished.Joined);
    }

    /// <summary>Records one by one, as fast as it goes: the engine works most of its time, and has moments in which it has read everything.</summary>
    [Theory]
    [InlineData("thread", 200)]
    [InlineData("engine", 20_000)]
    public void An_engine_that_is_pressed_receives_for_itself_if_it_is_to(string receiver, int mostTurns)
    {
        const int TurnRecords = 2_000;
        using SidecarProcess sidecar = SidecarProcess.Start("--set", $"ingest.receiver={receiver}", "--set", "ingest.when-full=wait");
        byte[][] records = [.. Enumerable.Range(0, TurnRecords).Select(flow => Encoding.UTF8.GetBytes(EveClient.Records(flow, close: false)))];
        int turns = 0;
        using (EveClient client = new(sidecar.EveSocket))
        {
            bool none = true;
            for (; turns < mostTurns && none; turns++)
            {
                foreach (byte[] record in records)
                    client.Send(record);
                none = turns % 50 < 49 || MetricsTests.ValueOf(sidecar, "eve_sidecar_connections_engine_receives_total") == 0;
            }

            Assert.Equal(receiver == "thread", none);
        }

        Assert.Equal(TurnRecords * turns, sidecar.Stop().Balanced().Parsed);
    }

    [Fact]
    public void Two_hundred_connections_one_after_the_other_are_all_read()
    {
        using SidecarProcess sidecar = SidecarProcess.Start();
        for (int flow = 1; flow <= 200; flow++)
        {
            using EveClient client = new(sidecar.EveSocket);
            client.Send(EveClient.Records(flow));
        }

        Assert.Equal(400, sidecar.Stop().Balanced().Parsed);
    }

    [Fact]
    public void A_connection_that_dies_inside_a_record_costs_that_record_alone()
    {
        using SidecarProcess sidecar = SidecarProcess.Start();
        using (EveClient dying = new(sidecar.EveSocket))
            dying.Send(EveClient.Records(1) + EveClient.Records(2)[..100]);
        using (EveClient next = new(sidecar.EveSocket))
            next.Send(EveClient.Records(3));

        Finished finished = sidecar.Stop().Balanced();
        Assert.Equal(4, finished.Parsed);
        Assert.Equal(1, finished.Rejected);
        Assert.Contains("1 Truncated", finished.Talk, StringComparison.Ordinal);
    }

    [Fact]
    public void A_record_of_three_megabytes_is_read()
    {
        using SidecarProcess sidecar = SidecarProcess.Start();
        using (EveClient client = new(sidecar.EveSocket))
        {
            string payload = new('A', 3_000_000);
            client.Send(EveClient.Records(1).Replace("\"flow_id\"", $"\"payload\":\"{payload}\",\"flow_id\"", StringComparison.Ordinal));
            client.Send(EveClient.Records(2));
        }

        Finished finished = sidecar.Stop().Balanced();
        Assert.Equal(4, finished.Parsed);
        Assert.Equal(2, finished.Joined);
    }

    [Fact]
    public void A_record_longer_than_the_buffer_is_read_though_the_sender_is_made_to_wait()
    {
        using SidecarProcess sidecar = SidecarProcess.Start("--set", "ingest.when-full=wait", "--set", "ingest.buffer=1mb");
        using (EveClient client = new(sidecar.EveSocket))
        {
            string payload = new('A', 3_000_000);
            client.Send(EveClient.Records(1).Replace("\"flow_id\"", $"\"payload\":\"{payload}\",\"flow_id\"", StringComparison.Ordinal));
            client.Send(EveClient.Records(2));
        }

        Assert.Equal(4, sidecar.Stop().Balanced().Parsed);
    }

    [Theory]
    [InlineData("shed-newest")]
    [InlineData("shed-oldest")]
    [InlineData("wait")]
    public void A_hundred_megabytes_without_a_newline_are_one_rejected_record_in_bounded_memory(string whenFull)
    {
        using SidecarProcess sidecar = SidecarProcess.Start("--set", $"ingest.when-full={whenFull}");
        byte[] block = new byte[1 << 20];
        Array.Fill(block, (byte)'x');
        using (EveClient client = new(sidecar.EveSocket))
        {
            for (int i = 0; i < 100; i++)
                client.Send(block);
            client.Send("\n" + EveClient.Records(1));
        }

        using (EveClient next = new(sidecar.EveSocket))
            next.Send(EveClient.Records(2));
        WaitUntilRead(sidecar);
        Assert.InRange(sidecar.PeakMemory, 0, 250L << 20);
        Finished finished = sidecar.Stop().Balanced();
        Assert.Equal(4, finished.Parsed);
        Assert.Equal(1, finished.Rejected);
        Assert.Contains("1 TooLong", finished.Talk, StringComparison.Ordinal);
    }

    [Fact]
    public void Binary_noise_is_rejected_by_cause_and_good_records_in_it_are_read()
    {
        using SidecarProcess sidecar = SidecarProcess.Start();
        byte[] noise = new byte[1 << 20];
        new Random(7).NextBytes(noise);
        int lines = noise.Count(octet => octet == '\n');
        using (EveClient client = new(sidecar.EveSocket))
        {
            client.Send(noise);
            client.Send("\n\n   \n" + EveClient.Records(1));
            client.Send(noise);
        }

        Finished finished = sidecar.Stop().Balanced();
        Assert.Equal(2, finished.Parsed);
        // Twice the noise, its two unfinished ends, an empty line and a blank one.
        Assert.Equal((2 * lines) + 4, finished.Rejected);
    }

    [Fact]
    public void A_connection_beyond_the_limit_is_closed_and_the_others_live()
    {
        using SidecarProcess sidecar = SidecarProcess.Start("--set", "ingest.max-connections=2");
        using EveClient one = new(sidecar.EveSocket);
        using EveClient two = new(sidecar.EveSocket);
        one.Send(EveClient.Records(1));
        two.Send(EveClient.Records(2));
        using (EveClient three = new(sidecar.EveSocket))
            Assert.True(three.IsClosedByPeer());
        one.Send(EveClient.Records(3));
        one.Dispose();
        two.Dispose();
        Assert.Equal(6, sidecar.Stop().Balanced().Parsed);
    }

    [Fact]
    public void What_the_kernel_still_holds_is_read_before_the_end()
    {
        using SidecarProcess sidecar = SidecarProcess.Start();
        using EveClient client = new(sidecar.EveSocket);
        StringBuilder records = new();
        for (int flow = 1; flow <= 20_000; flow++)
            records.Append(EveClient.Records(flow));
        client.Send(records.ToString());
        // The connection stays open: it is the sidecar that ends it.
        Assert.Equal(40_000, sidecar.Stop().Balanced().Parsed);
    }

    private static void WaitUntilRead(SidecarProcess sidecar)
    {
        // Its processor time stands still when it has nothing left to do.
        TimeSpan before;
        do
        {
            before = sidecar.ProcessorTime;
            Thread.Sleep(200);
        }
        while (sidecar.ProcessorTime - before > TimeSpan.FromMilliseconds(20));
    }
}
