using System.Buffers;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Sidecar.Engine.Ingest;
using Sidecar.Engine.Memory;

namespace Sidecar.Tests.Ingest;

/// <summary>Plays Suricata and the engine at the two ends of one connection.</summary>
internal sealed class ConnectionRig : IDisposable
{
    public const int BufferBytes = 64 << 10;
    public const int BlockBytes = 4 << 10;
    public const int WaitBytes = 2 * BufferBytes;

    /// <summary>What the kernel holds for a sender, whatever this machine gives to others: less than tests send.</summary>
    private const int SocketBytes = 64 << 10;

    private readonly TemporaryFolder _folder = new();
    private readonly SocketFile _file;
    // Not disposed: a connection that a failed test left behind still rings it.
    private readonly WakeBell _bell = new();

    public ConnectionRig()
    {
        _file = SocketFile.Listen(_folder.PathOf("eve.sock"), UnixFileMode.UserRead | UnixFileMode.UserWrite, backlog: 1);
        Suricata = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { SendBufferSize = SocketBytes };
        Suricata.Connect(new UnixDomainSocketEndPoint(_file.Path));
        Accepted = _file.Socket.Accept();
    }

    /// <summary>Sends.</summary>
    public Socket Suricata { get; }

    /// <summary>What the connection receives from.</summary>
    public Socket Accepted { get; }

    /// <summary>Of the connection that was started.</summary>
    public BurstBuffer Buffer { get; private set; } = null!;

    public IngestCounters Counters { get; } = new(_ => IngestCounters.UnknownType, 0);

    public void Dispose()
    {
        Suricata.Dispose();
        _file.Dispose();
        _folder.Dispose();
    }

    public static string[] Records(int count, string name = "record") =>
        [.. Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"{name} {i:D5} {new string('x', i % 130)}"))];

    public EveConnection Start(WhenFull whenFull, long bufferBytes = BufferBytes)
    {
        IngestOptions options = new() { BufferBytes = bufferBytes, BlockBytes = BlockBytes, MaxRecordBytes = 1 << 20, WhenFull = whenFull, WaitBytes = WaitBytes };
        Buffer = new BurstBuffer(options.BufferBytes, options.BlockBytes);
        EveConnection connection = new(Accepted, 0, options, Counters, Buffer, new MemoryBudget(options.LongRecordBytes), _bell);
        connection.Start();
        return connection;
    }

    /// <summary>Sends records one by one, while it looks without a pause, until the engine thread was lent the turn and has received.</summary>
    /// <returns>How many of <see cref="Records"/>.</returns>
    public int LetTheEngineReceive(EveConnection connection, List<string> kept)
    {
        string[] records = Records(20_000);
        long before = Counters.EngineReceives;
        int sent = 0;
        // On a machine that is busy it may be late each time, and ask again.
        Patience.Until(
            () =>
            {
                for (int tries = 0; tries < 1000; tries++)
                {
                    if (tries % 100 == 0)
                    {
                        Suricata.Send(Encoding.ASCII.GetBytes(records[sent++] + "\n"));
                    }

                    connection.Rest(receives: true);
                    Take(connection, kept, out _);
                }

                return Counters.EngineReceives > before;
            },
            "the engine thread has received");
        return sent;
    }

    public Thread Send(string[] records, bool thenClose)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(string.Concat(records.Select(record => record + "\n")));
        Thread sending = new(() =>
        {
            try
            {
                for (int at = 0; at < bytes.Length;)
                {
                    at += Suricata.Send(bytes.AsSpan(at, Math.Min(5000, bytes.Length - at)));
                }

                if (thenClose)
                {
                    Suricata.Shutdown(SocketShutdown.Both);
                }
            }
            catch (SocketException)
            {
                // The test has failed meanwhile, and closed the socket.
            }
        })
        { IsBackground = true };
        sending.Start();
        return sending;
    }

    /// <summary>Plays the engine until the stream has ended.</summary>
    /// <param name="receives">One that receives for itself, and does not sleep much.</param>
    public List<string> Drain(EveConnection connection, bool receives = false)
    {
        List<string> records = [];
        bool ended = false;
        Patience.Until(
            () =>
            {
                for (int tries = receives ? 10_000 : 1; !ended && tries > 0; tries--)
                {
                    connection.Rest(receives);
                    while (!ended && Take(connection, records, out ended))
                    {
                    }
                }

                return ended;
            },
            "the stream has ended");
        connection.Dispose();
        // Every block is back: disposing asserts it.
        Buffer.Dispose();
        return records;
    }

    /// <returns>Whether there was anything.</returns>
    public static bool Take(EveConnection connection, List<string> records, out bool ended)
    {
        if (!connection.TryRead(out ReadOnlySequence<byte> read, out ended))
        {
            return false;
        }

        ReadOnlySequence<byte> unread = read;
        while (connection.Framer.TryNext(ref unread, out ReadOnlySpan<byte> record) == FrameStatus.Record)
        {
            records.Add(Encoding.ASCII.GetString(record));
        }

        connection.AdvanceTo(unread, read);
        if (ended && connection.Framer.TryLast(out ReadOnlySpan<byte> last) == FrameStatus.Record)
        {
            records.Add(Encoding.ASCII.GetString(last));
        }

        return true;
    }
}
