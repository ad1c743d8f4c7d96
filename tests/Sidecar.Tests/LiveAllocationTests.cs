using System.Net.Sockets;
using System.Text;
using Sidecar.Engine;
using Sidecar.Engine.Ingest;
using Sidecar.Engine.Memory;
using Xunit;

namespace Sidecar.Tests;

/// <summary>
/// A million records through a real socket, into the burst buffer and through the whole way of a record: once everything
/// is warm, neither thread allocates a byte. Warm includes the first receive of a socket, for which the framework allocates,
/// that all blocks of the buffer are made, and what comes once in a thread's life, on a loaded machine maybe in the second
/// round: so there are three.
/// </summary>
public sealed class LiveAllocationTests : IDisposable
{
    private const int WarmUpRecords = 100_000;
    private const int Records = 1_000_000;

    /// <summary>So little that it takes the sender longer to send than it takes to receive: else a receiving thread never has all that came.</summary>
    private const int PieceBytes = 1000;

    private readonly TemporaryFolder _folder = new();
    private readonly IngestCounters _counters = new(_ => IngestCounters.UnknownType, 0);
    private readonly WakeBell _bell = new();

    // All within one learning tick.
    private readonly byte[] _eve = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 100).SelectMany(i =>
        new[] { EveLines.Http(i, $"agent {i % 7}"), EveLines.Alert(i), EveLines.Flow(i), EveLines.Flow(1000 + i) }).Select(line => line + "\n")));

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_million_records_allocate_nothing_on_either_thread(bool engineReceives)
    {
        IngestOptions options = IngestOptions.Default with { WhenFull = WhenFull.Wait, BufferBytes = 4 << 20 };
        using BurstBuffer buffer = new(options.BufferBytes, options.BlockBytes);
        MakeAllBlocks(buffer);
        using SocketFile file = SocketFile.Listen(_folder.PathOf("eve.sock"), UnixFileMode.UserRead | UnixFileMode.UserWrite, backlog: 4);
        Socket[] senders = [Connect(file.Path), Connect(file.Path), Connect(file.Path)];
        EveConnection[] connections = [.. senders.Select(sender => new EveConnection(Accept(file, sender), 0, options, _counters, buffer, new MemoryBudget(options.LongRecordBytes), _bell))];
        long[] receiving = new long[senders.Length];
        Thread receiver = new(() => Measure(receiving, round => connections[round].Receive()))
        { IsBackground = true };
        receiver.Start();
        Thread sender = new(() =>
        {
            Send(senders[0], WarmUpRecords);
            Send(senders[1], Records);
            Send(senders[2], Records);
        })
        { IsBackground = true };
        sender.Start();

        // So that it is warm too.
        Assert.True(SpinWait.SpinUntil(() => _counters.Waits > 0, Patience.Longest), "no sender was made to wait");
        Sidecar.Engine.Engine engine = new(EngineOptions.Default, [], snapshotFolder: null);
        long[] draining = new long[senders.Length];
        Measure(draining, round => Drain(engine, connections[round], engineReceives));

        Assert.True(receiver.Join(Patience.Longest) && sender.Join(Patience.Longest));
        Assert.Equal((senders.Length + WarmUpRecords + (2 * Records), 0L), (engine.Stats().Parsed, engine.Stats().Rejected));
        Assert.Equal(engineReceives, _counters.EngineReceives > 0);
        Assert.Equal((0L, 0L), (receiving.Skip(1).Min(), draining.Skip(1).Min()));
        Array.ForEach(connections, connection => connection.Dispose());
    }

    private static void MakeAllBlocks(BurstBuffer buffer)
    {
        List<BurstBlock> blocks = [];
        while (buffer.TryTake(out BurstBlock? block))
        {
            blocks.Add(block);
        }

        blocks.ForEach(buffer.Give);
    }

    /// <summary>What each round allocates on this thread.</summary>
    private static void Measure(long[] bytes, Action<int> work)
    {
        for (int round = 0; round < bytes.Length; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            work(round);
            bytes[round] = GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    private static void Drain(Sidecar.Engine.Engine engine, EveConnection connection, bool receives)
    {
        for (bool ended = false; !ended;)
        {
            if (!engine.TryDrain(connection, out ended))
            {
                connection.Rest(receives);
                Thread.Sleep(receives ? 0 : 1);
            }
        }
    }

    private static Socket Connect(string path)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(path));
        return socket;
    }

    private static Socket Accept(SocketFile file, Socket sender)
    {
        sender.Send(Encoding.UTF8.GetBytes(EveLines.Flow(1) + "\n"));
        Socket accepted = file.Socket.Accept();
        accepted.Receive(new byte[1], SocketFlags.Peek);
        return accepted;
    }

    private void Send(Socket socket, int records)
    {
        for (int sent = 0; sent < records; sent += 400)
        {
            for (ReadOnlySpan<byte> rest = _eve; !rest.IsEmpty;)
            {
                rest = rest[socket.Send(rest[..Math.Min(PieceBytes, rest.Length)])..];
            }
        }

        socket.Dispose();
    }
}
