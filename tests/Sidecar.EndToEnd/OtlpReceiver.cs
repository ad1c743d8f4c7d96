using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sidecar.EndToEnd;

/// <summary>A collector of the smallest kind: takes OTLP over HTTP on a port of its own and keeps what the latest request said.</summary>
internal sealed class OtlpReceiver : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Thread _thread;
    private volatile OtlpRequest? _latest;

    public OtlpReceiver(int port)
    {
        Address = $"http://127.0.0.1:{port}";
        _listener.Prefixes.Add($"{Address}/");
        _listener.Start();
        _thread = new Thread(Serve) { IsBackground = true };
        _thread.Start();
    }

    public string Address { get; }

    public OtlpRequest? Latest => _latest;

    /// <summary>A port that nobody had a moment ago.</summary>
    public static int FreePort()
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    public void Dispose()
    {
        _listener.Close();
        _thread.Join();
    }

    private void Serve()
    {
        while (_listener.IsListening)
        {
            try
            {
                HttpListenerContext context = _listener.GetContext();
                using MemoryStream body = new();
                context.Request.InputStream.CopyTo(body);
                _latest = new OtlpRequest(context.Request.HttpMethod, context.Request.Url!.AbsolutePath, context.Request.ContentType ?? "", body.ToArray());
                context.Response.ContentType = "application/x-protobuf";
                context.Response.Close();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }
}

/// <summary>One request, read as opentelemetry/proto/metrics/v1/metrics.proto lays it down, as far as sums and gauges go.</summary>
internal sealed class OtlpRequest
{
    public OtlpRequest(string method, string path, string contentType, byte[] body)
    {
        Head = $"{method} {path} {contentType}";
        foreach (byte[] resourceMetrics in Messages(body, 1))
        {
            foreach (byte[] attribute in Messages(resourceMetrics, 1).SelectMany(resource => Messages(resource, 1)))
                Resource[Text(attribute, 1)] = Value(attribute);
            foreach (byte[] metric in Messages(resourceMetrics, 2).SelectMany(scope => Messages(scope, 2)))
                Read(metric);
        }
    }

    public string Head { get; }

    public Dictionary<string, string> Resource { get; } = [];

    /// <summary>Unit, and whether it only grows, by the name of the instrument.</summary>
    public Dictionary<string, (string Unit, bool IsCounter)> Instruments { get; } = [];

    /// <summary>By name and attributes: <c>eve_sidecar.records.parsed{event_type=http}</c>.</summary>
    public Dictionary<string, double> Points { get; } = [];

    private void Read(byte[] metric)
    {
        string name = Text(metric, 1);
        byte[][] sums = [.. Messages(metric, 7)];
        Instruments.Add(name, (Text(metric, 3), sums.Length > 0));
        foreach (byte[] point in sums.Concat(Messages(metric, 5)).SelectMany(kind => Messages(kind, 1)))
        {
            string attributes = string.Join(',', Messages(point, 7).Select(attribute => $"{Text(attribute, 1)}={Value(attribute)}"));
            foreach ((int field, _, ulong bits) in Fields(point))
            {
                if (field is 4 or 6)
                    Points[attributes.Length > 0 ? $"{name}{{{attributes}}}" : name] = field == 4 ? BitConverter.UInt64BitsToDouble(bits) : (long)bits;
            }
        }
    }

    private static string Value(byte[] attribute) => Messages(attribute, 2).Select(value => Text(value, 1)).FirstOrDefault("");

    private static string Text(byte[] message, int field) => Encoding.UTF8.GetString(Messages(message, field).FirstOrDefault([]));

    private static IEnumerable<byte[]> Messages(byte[] message, int field) =>
        Fields(message).Where(one => one.Field == field && one.Bytes is not null).Select(one => one.Bytes!);

    /// <summary>Number, and bytes or bits, of each field of a protobuf message.</summary>
    private static IEnumerable<(int Field, byte[]? Bytes, ulong Bits)> Fields(byte[] message)
    {
        int at = 0;
        while (at < message.Length)
        {
            ulong tag = Varint(message, ref at);
            int field = (int)(tag >> 3);
            switch (tag & 7)
            {
                case 0:
                    yield return (field, null, Varint(message, ref at));
                    break;
                case 1:
                    yield return (field, null, BinaryPrimitives.ReadUInt64LittleEndian(message.AsSpan(at)));
                    at += 8;
                    break;
                case 2:
                    int length = (int)Varint(message, ref at);
                    yield return (field, message[at..(at + length)], 0);
                    at += length;
                    break;
                default:
                    throw new InvalidDataException($"wire type {tag & 7} at {at}");
            }
        }
    }

    private static ulong Varint(byte[] message, ref int at)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte one = message[at++];
            value |= (ulong)(one & 0x7f) << shift;
            if (one < 0x80)
                return value;
        }
    }
}
