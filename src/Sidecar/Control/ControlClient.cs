using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Sidecar.Control;

/// <summary>Asks a running sidecar over its control socket.</summary>
internal sealed class ControlClient : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly string _path;
    private readonly HttpClient _client;

    public ControlClient(string path)
    {
        _path = path;
        // No proxy of the environment stands between two ends of a unix socket.
        _client = new HttpClient(new SocketsHttpHandler { ConnectCallback = Connect, UseProxy = false })
        {
            BaseAddress = new Uri("http://control"),
            Timeout = s_patience,
        };
    }

    /// <summary>The answer, whatever its code.</summary>
    /// <exception cref="IOException">Nobody listens there, or who does so does not answer; the message says which.</exception>
    public ControlAnswer Get(string page) => Send(new HttpRequestMessage(HttpMethod.Get, page));

    /// <summary>As <see cref="Get"/>, with a body of JSON.</summary>
    public ControlAnswer Post(string page, byte[] body) => Send(new HttpRequestMessage(HttpMethod.Post, page) { Content = new ByteArrayContent(body) });

    /// <summary>What an answer says.</summary>
    /// <exception cref="IOException">It is no such document.</exception>
    public T Read<T>(ControlAnswer answer, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(answer.Body, type) ?? throw Strange(answer);
        }
        catch (JsonException e)
        {
            throw Strange(answer, e);
        }
    }

    /// <summary>Whoever listens there speaks otherwise than we do.</summary>
    public IOException Strange(ControlAnswer answer, Exception? why = null) =>
        new($"{_path}: answered {answer.Code} and nothing known; is it an eve-sidecar of this version?", why);

    public void Dispose() => _client.Dispose();

    private ControlAnswer Send(HttpRequestMessage request)
    {
        try
        {
            // Asynchronous below: only that way knows the connect callback.
            using HttpResponseMessage response = _client.SendAsync(request).GetAwaiter().GetResult();
            return new ControlAnswer((int)response.StatusCode, response.Content.ReadAsByteArrayAsync().GetAwaiter().GetResult());
        }
        catch (HttpRequestException e) when (e.GetBaseException() is SocketException { SocketErrorCode: SocketError.AccessDenied })
        {
            throw new IOException($"{_path}: the control socket is its owner's; ask as the user that runs the sidecar, or as root", e);
        }
        catch (HttpRequestException e) when (e.GetBaseException() is SocketException or FileNotFoundException)
        {
            throw new IOException($"{_path}: no sidecar runs there; start one with eve-sidecar run, or name its folder with --run-dir", e);
        }
        catch (HttpRequestException e)
        {
            throw new IOException($"{_path}: {e.Message}", e);
        }
        catch (TaskCanceledException e)
        {
            throw new IOException($"{_path}: no answer within {s_patience.TotalSeconds:0} s", e);
        }
    }

    private async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken end)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(_path), end);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>What a sidecar answered.</summary>
/// <param name="Code">Of HTTP.</param>
/// <param name="Body">JSON, or the text of the metrics.</param>
internal sealed record ControlAnswer(int Code, byte[] Body)
{
    public bool IsGood => Code is >= 200 and < 300;
}
