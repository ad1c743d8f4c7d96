using System.Buffers.Binary;
using System.Text;

namespace Sidecar.EndToEnd;

/// <summary>
/// A pcap of one connection on which a client asks once with each of some user agents, as bytes. Checksums are left out:
/// Suricata reads it with -k none.
/// </summary>
internal sealed class HttpPcap : IDisposable
{
    private const uint Client = 0x0a000001;
    private const uint Server = 0xc0000201;

    private readonly FileStream _file;
    private uint _clientNext = 1000;
    private uint _serverNext = 9000;
    private int _packets;

    private HttpPcap(string path)
    {
        _file = File.Create(path);
        Span<byte> header = stackalloc byte[24];
        BinaryPrimitives.WriteUInt32LittleEndian(header, 0xa1b2c3d4);
        header[4] = 2;
        header[6] = 4;
        BinaryPrimitives.WriteInt32LittleEndian(header[16..], 65535);
        header[20] = 1;
        _file.Write(header);
    }

    [Flags]
    private enum Tcp : byte
    {
        Syn = 2,
        Ack = 16,
    }

    public static void Write(string path, IEnumerable<byte[]> userAgents)
    {
        using HttpPcap pcap = new(path);
        pcap.Send(toServer: true, Tcp.Syn, []);
        pcap.Send(toServer: false, Tcp.Syn | Tcp.Ack, []);
        pcap.Send(toServer: true, Tcp.Ack, []);
        int number = 0;
        foreach (byte[] userAgent in userAgents)
        {
            pcap.Send(toServer: true, Tcp.Ack, [.. Encoding.ASCII.GetBytes($"GET /{number++} HTTP/1.1\r\nHost: www.example\r\nUser-Agent: "), .. userAgent, .. "\r\n\r\n"u8]);
            pcap.Send(toServer: false, Tcp.Ack, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8);
        }

        pcap.Send(toServer: true, Tcp.Ack, []);
    }

    public void Dispose() => _file.Dispose();

    private void Send(bool toServer, Tcp flags, ReadOnlySpan<byte> payload)
    {
        Span<byte> packet = stackalloc byte[16 + 14 + 20 + 20];
        packet.Clear();
        int length = packet.Length - 16 + payload.Length;
        BinaryPrimitives.WriteInt32LittleEndian(packet, 1_767_600_000);
        BinaryPrimitives.WriteInt32LittleEndian(packet[4..], 1000 * _packets++);
        BinaryPrimitives.WriteInt32LittleEndian(packet[8..], length);
        BinaryPrimitives.WriteInt32LittleEndian(packet[12..], length);
        packet[16] = packet[22] = 2;
        packet[16 + (toServer ? 5 : 11)] = 1;
        packet[28] = 8;

        Span<byte> ip = packet[30..];
        ip[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(ip[2..], (ushort)(40 + payload.Length));
        ip[8] = 64;
        ip[9] = 6;
        BinaryPrimitives.WriteUInt32BigEndian(ip[12..], toServer ? Client : Server);
        BinaryPrimitives.WriteUInt32BigEndian(ip[16..], toServer ? Server : Client);

        ref uint next = ref (toServer ? ref _clientNext : ref _serverNext);
        Span<byte> tcp = ip[20..];
        BinaryPrimitives.WriteUInt16BigEndian(tcp, (ushort)(toServer ? 40_000 : 80));
        BinaryPrimitives.WriteUInt16BigEndian(tcp[2..], (ushort)(toServer ? 80 : 40_000));
        BinaryPrimitives.WriteUInt32BigEndian(tcp[4..], next);
        BinaryPrimitives.WriteUInt32BigEndian(tcp[8..], (flags & Tcp.Ack) == 0 ? 0 : toServer ? _serverNext : _clientNext);
        tcp[12] = 0x50;
        tcp[13] = (byte)flags;
        BinaryPrimitives.WriteUInt16BigEndian(tcp[14..], 65_000);
        next += (uint)payload.Length + (uint)((flags & Tcp.Syn) == 0 ? 0 : 1);
        _file.Write(packet);
        _file.Write(payload);
    }
}
