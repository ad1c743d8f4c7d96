using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text.Json;

namespace Sidecar.Tests.Outputs;

/// <summary>
/// The command socket of a Suricata with nothing behind it but sets of texts; its answers are those of 7.0.10 and 8.0.8.
/// </summary>
internal sealed class FakeSuricata : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly ConcurrentBag<Socket> _clients = [];
    private readonly ConcurrentDictionary<string, byte> _values = new();
    private readonly Thread _thread;

    public FakeSuricata(string path, params IEnumerable<string> sets)
    {
        File.Delete(path);
        Sets = [.. sets];
        _listener.Bind(new UnixDomainSocketEndPoint(path));
        _listener.Listen();
        _thread = new Thread(Accept) { IsBackground = true };
        _thread.Start();
    }

    /// <summary>Names of the datasets that it knows; changed by a test as rules are loaded.</summary>
    public ConcurrentBag<string> Sets { get; }

    public ConcurrentQueue<string> Commands { get; } = [];

    /// <summary>While it is not set, nothing is answered.</summary>
    public ManualResetEventSlim Answers { get; } = new(true);

    /// <summary>The flow_ids that were asked about, in order.</summary>
    public ConcurrentQueue<long> Asked { get; } = [];

    /// <summary>What is sent for a flow_id, piece by piece, newline included; nothing for never.</summary>
    public Func<long, IEnumerable<string>> Flow { get; set; } = _ => [NotFound];

    public const string NotFound = """{"message":"Not found","return":"NOK"}""" + "\n";

    /// <summary>The counters of a live flow, as 7.0.10 and 8.0.8 write them.</summary>
    public static string Counters(long bytesToServer, long bytesToClient) =>
        $$$"""{"message":{"pkts_toclient":2,"pkts_toserver":1,"bytes_toclient":{{{bytesToClient}}},"bytes_toserver":{{{bytesToServer}}},"age":3},"return":"OK"}""" + "\n";

    /// <summary>What is in the sets, as <c>set:value</c>.</summary>
    public IEnumerable<string> Values => _values.Keys.Order(StringComparer.Ordinal);

    public void Put(string setAndValue) => _values[setAndValue] = 0;

    public void Dispose()
    {
        Answers.Set();
        _listener.Dispose();
        foreach (Socket client in _clients)
            client.Dispose();
        _thread.Join();
    }

    private void Accept()
    {
        try
        {
            while (true)
            {
                Socket client = _listener.Accept();
                _clients.Add(client);
                new Thread(() => Serve(client)) { IsBackground = true }.Start();
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private void Serve(Socket client)
    {
        try
        {
            using NetworkStream stream = new(client);
            using StreamReader reader = new(stream);
            using StreamWriter writer = new(stream) { AutoFlush = true, NewLine = "\n" };
            while (reader.ReadLine() is string line)
            {
                Answers.Wait();
                JsonElement asked = JsonDocument.Parse(line).RootElement;
                if (asked.TryGetProperty("command", out JsonElement command) && command.ValueEquals("get-flow-stats-by-id"))
                {
                    long flowId = asked.GetProperty("arguments").GetProperty("flow_id").GetInt64();
                    Asked.Enqueue(flowId);
                    foreach (string piece in Flow(flowId))
                        writer.Write(piece);
                }
                else
                {
                    writer.WriteLine(Answer(asked));
                }
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The sidecar or the test went away.
        }
    }

    private string Answer(JsonElement asked)
    {
        if (asked.TryGetProperty("version", out _))
            return """{"return":"OK"}""";
        string command = asked.GetProperty("command").GetString()!;
        JsonElement arguments = asked.GetProperty("arguments");
        string set = arguments.GetProperty("setname").GetString()!;
        string value = arguments.TryGetProperty("datavalue", out JsonElement data) ? $"{set}:{data.GetString()}" : $"{set}:";
        Commands.Enqueue($"{command} {value}");
        if (!Sets.Contains(set))
            return """{"message":"set not found or wrong type","return":"NOK"}""";
        switch (command)
        {
            case "dataset-add":
                return _values.TryAdd(value, 0) ? """{"message":"data added","return":"OK"}""" : """{"message":"data already in set","return":"OK"}""";
            case "dataset-remove":
                return _values.TryRemove(value, out _) ? """{"message":"data removed","return":"OK"}""" : """{"message":"failed to remove data","return":"NOK"}""";
            default:
                foreach (string key in _values.Keys.Where(key => key.StartsWith(value, StringComparison.Ordinal)))
                    _values.TryRemove(key, out _);
                return """{"message":"dataset cleared","return":"OK"}""";
        }
    }
}
