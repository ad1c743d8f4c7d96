using System.Diagnostics;
using System.Net.Sockets;
using Sidecar.Engine.Ingest;
using Xunit;

namespace Sidecar.Tests.Ingest;

/// <summary>A connection from which the engine thread receives for itself: nothing is lost, nobody waits, and it is relieved in time.</summary>
public sealed class EveConnectionTurnTests : IDisposable
{
    private readonly ConnectionRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void An_engine_that_asked_receives_for_itself_and_the_order_stays()
    {
        string[] records = ConnectionRig.Records(20_000);
        EveConnection connection = _rig.Start(WhenFull.ShedNewest, ConnectionRig.BufferBytes * 100);
        List<string> kept = [];
        int sent = _rig.LetTheEngineReceive(connection, kept);
        _rig.Send(records[sent..], thenClose: true);
        kept.AddRange(_rig.Drain(connection, receives: true));
        Assert.Equal(records, kept);
        Assert.Equal(0, _rig.Counters.ShedRecords + _rig.Counters.Resets + _rig.Counters.Waits);
    }

    /// <summary>It looks so often that it is never late.</summary>
    [Fact]
    public void An_engine_that_receives_for_itself_hears_of_the_end()
    {
        EveConnection connection = _rig.Start(WhenFull.ShedNewest);
        _rig.Send(ConnectionRig.Records(10), thenClose: true);
        List<string> kept = [];
        Stopwatch clock = Stopwatch.StartNew();
        for (bool ended = false; !ended;)
        {
            Assert.True(clock.Elapsed < Patience.Longest, "the stream has not ended");
            connection.Rest(receives: true);
            ConnectionRig.Take(connection, kept, out ended);
        }

        Assert.Equal(ConnectionRig.Records(10), kept);
        connection.Dispose();
    }

    [Fact]
    public void An_engine_that_asked_does_not_receive_what_had_come_before()
    {
        string[] records = ConnectionRig.Records(1000);
        Assert.True(_rig.Send(records, thenClose: false).Join(Patience.Longest), "the kernel does not hold it");
        EveConnection connection = _rig.Start(WhenFull.ShedNewest, ConnectionRig.BufferBytes * 100);
        connection.Rest(receives: true);
        List<string> kept = [];
        Stopwatch clock = Stopwatch.StartNew();
        while (kept.Count < records.Length)
        {
            Assert.True(clock.Elapsed < Patience.Longest, "not all has come");
            ConnectionRig.Take(connection, kept, out _);
        }

        Assert.Equal(records, kept);
        Assert.Equal(0, _rig.Counters.EngineReceives);
    }

    [Fact]
    public void An_engine_that_did_not_ask_receives_nothing()
    {
        string[] records = ConnectionRig.Records(2000);
        EveConnection connection = _rig.Start(WhenFull.ShedNewest, ConnectionRig.BufferBytes * 100);
        _rig.Send(records, thenClose: true);
        Assert.Equal(records, _rig.Drain(connection));
        Assert.Equal(0, _rig.Counters.EngineReceives);
    }

    [Fact]
    public void An_engine_that_asked_and_does_not_come_is_not_waited_for()
    {
        string[] first = ConnectionRig.Records(10);
        string[] records = ConnectionRig.Records(5_000, "later");
        EveConnection connection = _rig.Start(WhenFull.ShedNewest, ConnectionRig.BufferBytes * 100);
        connection.Rest(receives: true);
        _rig.Send(first, thenClose: false).Join(Patience.Longest);
        List<string> kept = [];
        Patience.Until(() =>
        {
            while (ConnectionRig.Take(connection, kept, out _))
            {
            }

            return kept.Count == first.Length;
        }, "the first records have come");
        // More than the kernel holds.
        Assert.True(_rig.Send(records, thenClose: true).Join(Patience.Longest), "the sender had to wait");
        kept.AddRange(_rig.Drain(connection));
        Assert.Equal(first.Concat(records), kept);
        Assert.Equal(0, _rig.Counters.ShedRecords);
    }

    /// <summary>It is not late by the clock: what waits shows that it reads more slowly than is sent.</summary>
    [Fact]
    public void An_engine_that_falls_behind_a_sender_with_a_large_buffer_is_relieved()
    {
        EveConnection connection = _rig.Start(WhenFull.ShedNewest, 64 << 20);
        // The kernel makes it twice as much.
        _rig.Suricata.SendBufferSize = (int)ReceivePace.KernelsOwnBytes;
        byte[] piece = [.. Enumerable.Repeat((byte)'x', 16 << 10), (byte)'\n'];
        int pieces = (int)(ReceivePace.KernelsOwnBytes / piece.Length) + 1;
        List<string> kept = [];
        int sent = 0;
        // Several times: on a machine that is busy it may be late as well.
        for (int round = 0; round < 20; round++)
        {
            sent += _rig.LetTheEngineReceive(connection, kept) + pieces;
            for (int i = 0; i < pieces; i++)
            {
                _rig.Suricata.Send(piece);
            }

            long received = _rig.Counters.EngineReceives;
            Patience.Until(
                () =>
                {
                    ConnectionRig.Take(connection, kept, out _);
                    return kept.Count == sent;
                },
                "the other thread has received");
            Assert.Equal(received, _rig.Counters.EngineReceives);
        }
    }

    [Fact]
    public void A_full_buffer_is_shed_by_the_thread_that_the_engine_relieved()
    {
        string[] records = ConnectionRig.Records(20_000);
        EveConnection connection = _rig.Start(WhenFull.ShedNewest);
        connection.Rest(receives: true);
        Assert.True(_rig.Send(records, thenClose: false).Join(Patience.Longest), "the sender had to wait");
        Patience.Until(() => _rig.Accepted.Available == 0, "all is received");
        _rig.Suricata.Shutdown(SocketShutdown.Both);
        List<string> kept = _rig.Drain(connection, receives: true);
        Assert.Equal(kept, records.Intersect(kept));
        Assert.Equal(records.Length, kept.Count + _rig.Counters.ShedRecords);
    }
}
