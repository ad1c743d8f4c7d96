using System.Buffers;
using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Sidecar.Engine.Flows;
using Sidecar.Engine.Ingest;

namespace Sidecar.Engine.Outputs;

/// <summary>
/// A connection to Suricata's unix command socket (src/unix-manager.c): JSON objects, a line each, command and answer by
/// turns, after a greeting with the version of the protocol. Whatever goes wrong is an <see cref="IOException"/>, after
/// which the connection is of no more use. Owned by one thread.
/// </summary>
public sealed class SuricataCommands : IDisposable
{
    private const int LongestAnswer = 1 << 20;

    /// <summary>No counter of a flow is greater: what says so is no Suricata, and sums of them stay numbers.</summary>
    private const long GreatestCount = 1L << 60;

    private readonly Socket _socket;
    private readonly int _answerMilliseconds;
    private byte[] _answer = new byte[4096];

    private SuricataCommands(Socket socket, int answerMilliseconds)
    {
        _socket = socket;
        _answerMilliseconds = answerMilliseconds;
    }

    /// <exception cref="IOException">Nobody listens, or it is no Suricata.</exception>
    public static SuricataCommands Connect(string path, int answerMilliseconds)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { ReceiveTimeout = answerMilliseconds, SendTimeout = answerMilliseconds };
        try
        {
            socket.Connect(SocketFile.EndPointOf(path));
            SuricataCommands commands = new(socket, answerMilliseconds);
            commands.Send("{\"version\":\"0.2\"}\n"u8);
            return commands.Receive(ReadText).IsGood ? commands : throw new IOException($"{path}: Suricata takes no commands of version 0.2");
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new IOException($"{path}: {e.Message}", e);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>What is wrong with a path that an option names, if anything.</summary>
    public static IEnumerable<string> PathFaults(string option, string path)
    {
        if (Encoding.UTF8.GetByteCount(path) > SocketFile.LongestPathBytes)
        {
            yield return $"{option}: the path is longer than the {SocketFile.LongestPathBytes} bytes that a unix socket can have";
        }
    }

    /// <summary>Whether Suricata has gone: it says nothing unless asked, so that what can be read is the end.</summary>
    public bool IsGone => _socket.Poll(0, SelectMode.SelectRead);

    /// <summary>One command and its answer.</summary>
    /// <param name="message">The answer's text; empty when it is none.</param>
    /// <returns>Whether the answer is OK.</returns>
    /// <exception cref="IOException">The connection broke, or the answer took too long or cannot be read.</exception>
    public bool Ask(string command, IReadOnlyList<KeyValuePair<string, string>> arguments, out string message)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        (bool good, message) = Exchange(
            command,
            json =>
            {
                foreach ((string name, string value) in arguments)
                {
                    json.WriteString(name, value);
                }
            },
            ReadText);
        return good;
    }

    /// <summary>Asks for the counters of a flow that Suricata has not ended yet (<c>get-flow-stats-by-id</c>).</summary>
    /// <param name="counts">Zero unless they are <see cref="FlowAnswer.Known"/>.</param>
    /// <exception cref="IOException">The connection broke, or the answer took too long or cannot be read.</exception>
    public FlowAnswer AskFlow(long flowId, out FlowCounts counts)
    {
        (FlowAnswer kind, counts) = Exchange("get-flow-stats-by-id", json => json.WriteNumber("flow_id", flowId), ReadFlow);
        return kind;
    }

    public void Dispose() => _socket.Dispose();

    private void Send(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[_socket.Send(bytes)..];
        }
    }

    private T Exchange<T>(string command, Action<Utf8JsonWriter> arguments, Func<JsonElement, T> read)
    {
        ArrayBufferWriter<byte> line = new(256);
        using (Utf8JsonWriter json = new(line))
        {
            json.WriteStartObject();
            json.WriteString("command", command);
            json.WriteStartObject("arguments");
            arguments(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        line.Write("\n"u8);
        try
        {
            Send(line.WrittenSpan);
            return Receive(read);
        }
        catch (SocketException e)
        {
            throw new IOException(e.Message, e);
        }
    }

    private T Receive<T>(Func<JsonElement, T> read)
    {
        int length = 0;
        long began = Stopwatch.GetTimestamp();
        while (length == 0 || _answer[length - 1] != '\n')
        {
            if (length == _answer.Length)
            {
                Array.Resize(ref _answer, length < LongestAnswer ? 2 * length : throw new IOException("an answer of Suricata has no end"));
            }

            // The socket's own limit is for one piece: whoever sends one byte at a time would never reach it.
            TimeSpan left = TimeSpan.FromMilliseconds(_answerMilliseconds) - Stopwatch.GetElapsedTime(began);
            if (length > 0 && (left <= TimeSpan.Zero || !_socket.Poll(left, SelectMode.SelectRead)))
            {
                throw new IOException("an answer of Suricata took too long");
            }

            int received = _socket.Receive(_answer.AsSpan(length));
            length += received > 0 ? received : throw new IOException("Suricata closed the connection");
        }

        try
        {
            using JsonDocument answer = JsonDocument.Parse(_answer.AsMemory(0, length));
            return read(answer.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The latter for a text that is no UTF-8, which is looked at only when it is asked for.
            throw new IOException("an answer of Suricata is no JSON", e);
        }
    }

    private static (bool IsGood, string Message) ReadText(JsonElement answer) => (IsGood(answer), TextOf(answer, "message"));

    private static (FlowAnswer Kind, FlowCounts Counts) ReadFlow(JsonElement answer)
    {
        if (!IsGood(answer))
        {
            return (TextOf(answer, "message") == "Not found" ? FlowAnswer.Unknown : FlowAnswer.Refused, default);
        }

        return answer.TryGetProperty("message", out JsonElement counts) && counts.ValueKind == JsonValueKind.Object
            ? (FlowAnswer.Known, new FlowCounts(CountOf(counts, "pkts_toserver"), CountOf(counts, "bytes_toserver"), CountOf(counts, "pkts_toclient"), CountOf(counts, "bytes_toclient")))
            : throw new IOException("an answer of Suricata has no counters");
    }

    private static long CountOf(JsonElement counts, string name) =>
        counts.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long count) && count is >= 0 and <= GreatestCount
            ? count
            : throw new IOException($"an answer of Suricata has no {name}");

    private static bool IsGood(JsonElement answer) => TextOf(answer, "return") == "OK";

    private static string TextOf(JsonElement answer, string name) =>
        answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : "";
}
