using System.Diagnostics;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json;
using Xunit;

namespace Sidecar.EndToEnd;

/// <summary>
/// A headless Chromium that a test leads by the DevTools protocol over a WebSocket: one tab, of the size and the colour
/// scheme that are asked for. Disposing kills it and removes its profile.
/// </summary>
internal sealed class Browser : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly string[] s_names = ["chromium", "chromium-browser", "google-chrome"];

    private readonly string _profile = Directory.CreateTempSubdirectory("sidecar-browser-").FullName;
    private readonly Process _process;
    private readonly ClientWebSocket _socket = new();
    private int _asked;

    /// <param name="width">Of the window, in pixels.</param>
    public Browser(int width, int height, bool isDark)
    {
        // Root has no sandbox of its own; the page that is opened is ours.
        _process = Process.Start(new ProcessStartInfo(Find()!,
            ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--remote-debugging-port=0", $"--user-data-dir={_profile}", "about:blank"])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        string portFile = Path.Combine(_profile, "DevToolsActivePort");
        SidecarProcess.WaitUntil(() => File.Exists(portFile) && File.ReadAllText(portFile).Contains('\n', StringComparison.Ordinal), "Chromium is up");
        using HttpClient client = new();
        JsonElement tabs = client.GetFromJsonAsync<JsonElement>($"http://127.0.0.1:{File.ReadLines(portFile).First()}/json").Result;
        Uri tab = new(tabs.EnumerateArray().First(one => one.GetProperty("type").GetString() == "page").GetProperty("webSocketDebuggerUrl").GetString()!);
        Wait(_socket.ConnectAsync(tab, CancellationToken.None));
        Ask("Runtime.enable");
        Ask("Log.enable");
        Ask("Page.enable");
        Ask("Emulation.setDeviceMetricsOverride", new { width, height, deviceScaleFactor = 1, mobile = false });
        Ask("Emulation.setEmulatedMedia", new { features = new[] { new { name = "prefers-color-scheme", value = isDark ? "dark" : "light" } } });
    }

    /// <summary>What the page threw, and what the browser refused or could not load.</summary>
    public List<string> Complaints { get; } = [];

    public void Open(string url) => Ask("Page.navigate", new { url });

    /// <summary>The value of an expression in the page, awaited.</summary>
    public JsonElement Value(string expression)
    {
        JsonElement answer = Ask("Runtime.evaluate", new { expression, awaitPromise = true, returnByValue = true });
        Assert.False(answer.TryGetProperty("exceptionDetails", out JsonElement thrown), thrown.ToString());
        return answer.GetProperty("result").TryGetProperty("value", out JsonElement value) ? value : default;
    }

    public void WaitFor(string condition, string what) => SidecarProcess.WaitUntil(() => Value($"Boolean({condition})").GetBoolean(), what);

    public void Dispose()
    {
        _socket.Dispose();
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(_profile, recursive: true);
    }

    /// <summary>The first Chromium on PATH, or nothing.</summary>
    public static string? Find()
    {
        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return s_names.SelectMany(name => folders.Select(folder => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
    }

    private static void Wait(Task task) => Assert.True(task.Wait(Patience), "Chromium does not answer");

    private JsonElement Ask(string method, object? parameters = null)
    {
        int id = ++_asked;
        Wait(_socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(new { id, method, @params = parameters ?? new { } }), WebSocketMessageType.Text, true, CancellationToken.None));
        while (true)
        {
            JsonElement message = Receive();
            if (message.TryGetProperty("id", out JsonElement answered) && answered.GetInt32() == id)
            {
                Assert.False(message.TryGetProperty("error", out JsonElement error), $"{method}: {error}");
                return message.GetProperty("result");
            }

            if (message.TryGetProperty("method", out JsonElement what) && what.GetString() is "Runtime.exceptionThrown" or "Log.entryAdded")
                Complaints.Add(message.ToString());
        }
    }

    private JsonElement Receive()
    {
        using MemoryStream whole = new();
        byte[] part = new byte[1 << 16];
        Task<WebSocketReceiveResult> received;
        do
        {
            received = _socket.ReceiveAsync(part, CancellationToken.None);
            Wait(received);
            whole.Write(part, 0, received.Result.Count);
        }
        while (!received.Result.EndOfMessage);
        return JsonDocument.Parse(whole.ToArray()).RootElement;
    }
}

/// <summary>A test that drives a browser, and says that it is left out where there is none: Ubuntu has it as a snap only.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BrowserTheoryAttribute : TheoryAttribute
{
    public BrowserTheoryAttribute() => Skip = Browser.Find() is null ? "no chromium on PATH; `make test` installs it on Debian" : null;
}
