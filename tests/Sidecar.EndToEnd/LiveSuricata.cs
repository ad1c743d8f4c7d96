using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Xunit;

namespace Sidecar.EndToEnd;

/// <summary>
/// The real Suricata as it runs for days: it reads each pcap that is put into a folder, and takes commands meanwhile. With
/// the shipped datasets and a file of shipped rules; EVE goes into a file. Disposing kills it.
/// </summary>
internal sealed class LiveSuricata : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    private static readonly TimeSpan Stillness = TimeSpan.FromSeconds(2);

    private readonly string _folder;
    private readonly string _datasets;
    private readonly string _input;
    private readonly Process _process;
    private readonly Task<string> _talk;
    private readonly Task<string> _errors;

    /// <param name="folder">Emptied by nobody; a second start in it writes a new EVE file.</param>
    /// <param name="datasets">Lines of YAML instead of the shipped datasets.yaml.</param>
    public LiveSuricata(string folder, string rules, string? datasets = null)
    {
        _folder = folder;
        _datasets = datasets ?? $"include: {FixtureFiles.Root}/suricata-config/datasets.yaml";
        _input = Path.Combine(folder, $"in-{Directory.GetDirectories(folder).Length}");
        Eve = _input + ".json";
        Directory.CreateDirectory(_input);
        string config = Path.Combine(folder, "suricata.yaml");
        File.WriteAllText(config, Configuration());
        File.WriteAllText(Path.Combine(folder, "classification.config"), "");
        File.WriteAllText(Path.Combine(folder, "reference.config"), "");
        _process = Process.Start(new ProcessStartInfo(
            SuricataRunner.Find(),
            ["-c", config, "-S", Path.Combine(FixtureFiles.Root, "suricata-config", rules), "-r", _input, "--pcap-file-continuous", "-l", folder, "--runmode", "single", "-k", "none"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _talk = _process.StandardOutput.ReadToEndAsync();
        _errors = _process.StandardError.ReadToEndAsync();
        Until(() => TryAsk("uptime", [], out _), "Suricata takes commands");
    }

    public string CommandSocket => CommandSocketIn(_folder);

    public string Eve { get; }

    public static string CommandSocketIn(string folder) => Path.Combine(folder, "command.sock");

    /// <summary>Whether a dataset has a value, as Suricata itself says.</summary>
    public bool Has(string set, string type, string value) => TryAsk(
        "dataset-lookup", [("setname", set), ("settype", type), ("datavalue", type == "string" ? Convert.ToBase64String(Encoding.ASCII.GetBytes(value)) : value)], out _);

    /// <summary>Lets it write those datasets whose definition names a state file.</summary>
    public void DumpDatasets()
    {
        Assert.True(TryAsk("dataset-dump", [], out string answer), answer);
    }

    /// <summary>Bytes of a live flow, both directions together, as Suricata itself says.</summary>
    public long BytesOf(long flowId)
    {
        Assert.True(TryAsk("get-flow-stats-by-id", [("flow_id", flowId)], out string answer), answer);
        JsonElement counts = JsonDocument.Parse(answer).RootElement.GetProperty("message");
        return counts.GetProperty("bytes_toserver").GetInt64() + counts.GetProperty("bytes_toclient").GetInt64();
    }

    /// <summary>
    /// Gives it a pcap, and waits until it has read it, when it deletes it, and has written what had timed out by then: a
    /// thread of its own looks for that a few times a second, and later would mix it with what the next pcap brings.
    /// </summary>
    public void Read(string pcap)
    {
        string given = Path.Combine(_input, "next.pcap");
        // Not a copy, which would be as old as the first: Suricata takes what is newer than the last one.
        File.WriteAllBytes(given, File.ReadAllBytes(pcap));
        Until(() => !File.Exists(given), $"Suricata has read {pcap}");
        Stopwatch still = Stopwatch.StartNew();
        long written = -1;
        Until(
            () =>
            {
                long now = new FileInfo(Eve).Length;
                if (now != written)
                {
                    (written, still) = (now, Stopwatch.StartNew());
                }

                return still.Elapsed > Stillness;
            },
            "Suricata has written what had timed out");
    }

    /// <summary>Ends it as a crash would: with nothing in its folder it does not see that it is to stop.</summary>
    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }

    private void Until(Func<bool> isSo, string what)
    {
        Stopwatch waited = Stopwatch.StartNew();
        while (!isSo())
        {
            Assert.False(_process.HasExited, _process.HasExited ? $"Suricata ended: {_talk.Result}{_errors.Result}" : "");
            Assert.True(waited.Elapsed < Patience, $"waited in vain until {what}");
            Thread.Sleep(50);
        }
    }

    private bool TryAsk(string command, (string Name, object Value)[] arguments, out string answer)
    {
        answer = "";
        try
        {
            using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { ReceiveTimeout = 5_000 };
            socket.Connect(new UnixDomainSocketEndPoint(CommandSocket));
            using NetworkStream stream = new(socket);
            using StreamReader reader = new(stream);
            stream.Write("{\"version\":\"0.2\"}\n"u8);
            reader.ReadLine();
            stream.Write(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new { command, arguments = arguments.ToDictionary(pair => pair.Name, pair => pair.Value) }) + "\n"));
            answer = reader.ReadLine() ?? "";
            return answer.Contains("\"return\":\"OK\"", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return false;
        }
    }

    private string Configuration() => $"""
        %YAML 1.1
        ---
        classification-file: {_folder}/classification.config
        reference-config-file: {_folder}/reference.config
        unix-command:
          enabled: yes
          filename: {CommandSocket}
        pcap-file:
          continuous: yes
          delete-when-done: yes
          delay: 1
          poll-interval: 1
        datasets:
          {_datasets}
        outputs:
          - eve-log:
              enabled: yes
              filetype: regular
              filename: {Eve}
              types: [alert, http: {"{"}extended: yes{"}"}, tls: {"{"}extended: yes{"}"}, flow]
        app-layer:
          protocols:
            http: {"{"}enabled: yes{"}"}
            tls: {"{"}enabled: yes{"}"}

        """;
}
