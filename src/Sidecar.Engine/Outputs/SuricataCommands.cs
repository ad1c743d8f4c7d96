using System.Buffers;
using System.Net.Sockets;
using System.Text.Json;
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

    private readonly Socket _socket;
    private byte[] _answer = new byte[4096];

    private SuricataCommands(Socket socket) => _socket = socket;

    /// <exception cref="IOException">Nobody listens, or it is no Suricata.</exception>
    public static SuricataCommands Connect(string path, int answerMilliseconds)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { ReceiveTimeout = answerMilliseconds, SendTimeout = answerMilliseconds };
        try
        {
            socket.Connect(SocketFile.EndPointOf(path));
            SuricataCommands commands = new(socket);
            commands.Send("{\"version\":\"0.2\"}\n"u8);
            return commands.Receive(out _) ? commands : throw new IOException($"{path}: Suricata takes no commands of version 0.2");
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

    /// <summary>Whether Suricata has gone: it says nothing unless asked, so that what can be read is the end.</summary>
    public bool IsGone => _socket.Poll(0, SelectMode.SelectRead);

    /// <summary>One command and its answer.</summary>
    /// <param name="message">The answer's text; empty when it is none.</param>
    /// <returns>Whether the answer is OK.</returns>
    /// <exception cref="IOException">The connection broke, or the answer took too long or cannot be read.</exception>
    public bool Ask(string command, IReadOnlyList<KeyValuePair<string, string>> arguments, out string message)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        ArrayBufferWriter<byte> line = new(256);
        using (Utf8JsonWriter json = new(line))
        {
            json.WriteStartObject();
            json.WriteString("command", command);
            if (arguments.Count > 0)
            {
                json.WriteStartObject("arguments");
                foreach ((string name, string value) in arguments)
                {
                    json.WriteString(name, value);
                }

                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        line.Write("\n"u8);
        try
        {
            Send(line.WrittenSpan);
            return Receive(out message);
        }
        catch (SocketException e)
        {
            throw new IOException(e.Message, e);
        }
    }

    public void Dispose() => _socket.Dispose();

    private void Send(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[_socket.Send(bytes)..];
        }
    }

    private bool Receive(out string message)
    {
        int length = 0;
        while (length == 0 || _answer[length - 1] != '\n')
        {
            if (length == _answer.Length)
            {
                Array.Resize(ref _answer, length < LongestAnswer ? 2 * length : throw new IOException("an answer of Suricata has no end"));
            }

            int received = _socket.Receive(_answer.AsSpan(length));
            length += received > 0 ? received : throw new IOException("Suricata closed the connection");
        }

        try
        {
            using JsonDocument answer = JsonDocument.Parse(_answer.AsMemory(0, length));
            message = TextOf(answer.RootElement, "message");
            return TextOf(answer.RootElement, "return") == "OK";
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The latter for a text that is no UTF-8, which is looked at only when it is asked for.
            throw new IOException("an answer of Suricata is no JSON", e);
        }
    }

    private static string TextOf(JsonElement answer, string name) =>
        answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : "";
}
