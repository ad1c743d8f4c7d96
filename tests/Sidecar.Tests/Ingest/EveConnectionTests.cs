using System.Net.Sockets;
using System.Text;
using Sidecar.Engine.Ingest;
using Xunit;

namespace Sidecar.Tests.Ingest;

/// <summary>A connection whose engine is late: the buffer stays bounded, and each record arrives or is counted.</summary>
public sealed class EveConnectionTests : IDisposable
{
    private readonly ConnectionRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void Every_record_arrives_in_its_order_when_the_engine_keeps_up()
    {
        string[] records = ConnectionRig.Records(2000);
        Thread sending = _rig.Send(records, thenClose: true);
        Assert.Equal(records, _rig.Drain(_rig.Start(WhenFull.ShedNewest, ConnectionRig.BufferBytes * 100)));
        sending.Join(Patience.Longest);
        Assert.Equal(0, _rig.Counters.ShedRecords + _rig.Counters.Resets + _rig.Counters.Waits);
    }

    [Theory]
    [InlineData(WhenFull.ShedNewest)]
    [InlineData(WhenFull.ShedOldest)]
    public void A_stalled_engine_never_makes_suricata_wait_and_misses_whole_records_only(WhenFull whenFull)
    {
        string[] records = ConnectionRig.Records(20_000);
        EveConnection connection = _rig.Start(whenFull);
        Assert.True(_rig.Send(records, thenClose: false).Join(Patience.Longest), "the sender had to wait");
        Patience.Until(() => _rig.Counters.ShedRecords > 10_000, "records are shed");
        Patience.Until(() => _rig.Accepted.Available == 0, "all is received");
        _rig.Suricata.Shutdown(SocketShutdown.Both);

        List<string> kept = _rig.Drain(connection);
        Assert.Equal(kept, records.Intersect(kept));
        Assert.Equal(records.Length, kept.Count + _rig.Counters.ShedRecords);
        // The first records, or the last.
        Assert.Equal(whenFull == WhenFull.ShedNewest, kept.Contains(records[0]));
        Assert.Equal(whenFull == WhenFull.ShedOldest, kept.Contains(records[^1]));
        // Of a block up to a quarter stays empty, and a record that was cut is shed as a whole.
        Assert.InRange(kept.Sum(record => record.Length + 1), (ConnectionRig.BufferBytes / 4 * 3) - 300, ConnectionRig.BufferBytes);
    }

    [Fact]
    public void After_shedding_records_are_kept_again()
    {
        EveConnection connection = _rig.Start(WhenFull.ShedNewest);
        Assert.True(_rig.Send(ConnectionRig.Records(20_000), thenClose: false).Join(Patience.Longest), "the sender had to wait");
        Patience.Until(() => _rig.Accepted.Available == 0, "all is received");
        while (ConnectionRig.Take(connection, [], out _))
        {
        }

        string[] later = ConnectionRig.Records(10, "later");
        _rig.Send(later, thenClose: true).Join(Patience.Longest);
        Assert.Equal(later, _rig.Drain(connection).TakeLast(10));
    }

    [Fact]
    public void A_sender_that_may_wait_waits_and_loses_nothing()
    {
        string[] records = ConnectionRig.Records(20_000);
        EveConnection connection = _rig.Start(WhenFull.Wait);
        Thread sending = _rig.Send(records, thenClose: true);
        Patience.Until(() => _rig.Counters.Waits > 0, "the sender waits");
        Assert.True(sending.IsAlive);
        Assert.Equal(records, _rig.Drain(connection));
        Assert.True(sending.Join(Patience.Longest));
        Assert.Equal(0, _rig.Counters.ShedRecords);
    }

    [Fact]
    public void A_sender_that_may_wait_does_so_before_its_records_leave_the_cache()
    {
        string[] records = ConnectionRig.Records(20_000);
        EveConnection connection = _rig.Start(WhenFull.Wait, ConnectionRig.BufferBytes * 100);
        Thread sending = _rig.Send(records, thenClose: true);
        Patience.Until(() => _rig.Counters.Waits > 0, "the sender waits");
        // The block that is taken from the queue is written on.
        Assert.InRange(_rig.Buffer.TakenBytes, ConnectionRig.WaitBytes, ConnectionRig.WaitBytes + ConnectionRig.BlockBytes);
        Assert.Equal(records, _rig.Drain(connection));
        Assert.True(sending.Join(Patience.Longest));
    }

    [Theory]
    [InlineData(ConnectionRig.BufferBytes)]
    [InlineData(ConnectionRig.BufferBytes / 2)]
    [InlineData(5 * ConnectionRig.BufferBytes)]
    public void A_record_longer_than_the_buffer_does_not_wait_for_itself(int length)
    {
        string[] records = [.. ConnectionRig.Records(900), new string('x', length), .. ConnectionRig.Records(900)];
        EveConnection connection = _rig.Start(WhenFull.Wait);
        _rig.Send(records, thenClose: true);
        Assert.Equal(records, _rig.Drain(connection));
    }

    [Fact]
    public void Small_records_share_blocks()
    {
        EveConnection connection = _rig.Start(WhenFull.ShedNewest, ConnectionRig.BufferBytes * 100);
        string[] records = ConnectionRig.Records(500);
        foreach (string record in records)
        {
            // One receive for each: what a trickle costs in memory while the engine is late.
            _rig.Suricata.Send(Encoding.ASCII.GetBytes(record + "\n"));
            Patience.Until(() => _rig.Accepted.Available == 0, "the record is received");
        }

        _rig.Suricata.Shutdown(SocketShutdown.Both);
        Assert.InRange(_rig.Buffer.TakenBytes, 1, records.Sum(record => record.Length + 1) * 4 / 3 + ConnectionRig.BlockBytes);
        Assert.Equal(records, _rig.Drain(connection));
    }

    [Fact]
    public void A_sender_that_dies_inside_a_record_leaves_what_it_sent()
    {
        EveConnection connection = _rig.Start(WhenFull.ShedNewest);
        _rig.Suricata.Send("whole\nhal"u8);
        _rig.Suricata.Dispose();
        Assert.Equal(["whole", "hal"], _rig.Drain(connection));
    }

    [Fact]
    public void Stopping_reads_what_the_kernel_holds()
    {
        string[] records = ConnectionRig.Records(100);
        _rig.Send(records, thenClose: false).Join(Patience.Longest);
        EveConnection connection = _rig.Start(WhenFull.ShedNewest);
        connection.Stop();
        Assert.Equal(records, _rig.Drain(connection));
    }
}
