using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Sidecar.Engine.Ingest;

namespace Sidecar.Control;

/// <summary>
/// HTTP over DIR/control.sock. The socket listens at once, Kestrel comes up behind it in the background, so that
/// Suricata never waits for a web server to start; who connects before that waits in the backlog. Serving has
/// thread-pool threads of its own: the engine thread is asked through its desk and never waits for one who asks.
/// </summary>
internal sealed class ControlServer : IDisposable
{
    /// <summary>Its owner alone: whoever may write to the socket can have a key excluded, and so hide its records.</summary>
    public const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Kestrel wants an absolute path, and does nothing with it: it gets connections.</summary>
    private const string StandIn = "/control.sock";

    private const int Backlog = 64;

    /// <summary>Commands are a few hundred bytes: a key of 4 KB in JSON escapes fits.</summary>
    private const long LongestBody = 64 << 10;

    /// <summary>Clients at the same time; one more is closed at once.</summary>
    private const long MaxConnections = 64;

    /// <summary>How long a request under way may delay the end.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(500);

    private readonly ControlTransport _transport;
    private readonly Task<WebApplication?> _started;

    /// <param name="path">The socket file.</param>
    /// <param name="mode">Its permissions: whoever may write to it commands the sidecar.</param>
    /// <param name="map">Puts the pages onto the application.</param>
    /// <param name="say">Takes a line for a person, on another thread, when the web server does not come up.</param>
    /// <exception cref="SocketFileException">The path cannot be listened on.</exception>
    public ControlServer(string path, UnixFileMode mode, Action<WebApplication> map, Action<string> say)
    {
        _transport = new ControlTransport(SocketFile.Listen(path, mode, Backlog), Backlog, new SaidSeldom(path, say).Say);
        _started = Task.Run(() => StartOrSay(_transport, map, say));
    }

    public void Dispose()
    {
        WebApplication? application = _started.GetAwaiter().GetResult();
        _transport.Close();
        if (application is null)
        {
            return;
        }

        using (CancellationTokenSource hurry = new(s_patience))
        {
            application.StopAsync(hurry.Token).GetAwaiter().GetResult();
        }

        ((IDisposable)application).Dispose();
    }

    /// <summary>Records matter more than pages: without them the engine goes on, and whoever asks finds no socket.</summary>
    private static async Task<WebApplication?> StartOrSay(ControlTransport transport, Action<WebApplication> map, Action<string> say)
    {
        try
        {
            return await Start(transport, map);
        }
        catch (Exception e) when (e is IOException or SocketException or InvalidOperationException or NotSupportedException or UnauthorizedAccessException)
        {
            transport.Close();
            say($"the control socket is closed, so status, top, exclusions and /metrics have no answer: {e.Message}");
            return null;
        }
    }

    private static async Task<WebApplication> Start(ControlTransport transport, Action<WebApplication> map)
    {
        // Empty: the slim builder would obey an appsettings.json of the folder that the sidecar was started in, and
        // variables of the environment that were meant for somebody else.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LongestBody;
            kestrel.Limits.MaxConcurrentConnections = MaxConnections;
            kestrel.ListenUnixSocket(StandIn, listen => listen.Protocols = HttpProtocols.Http1);
        });
        // The socket is there already, with its permissions; Kestrel would make its own with those of the umask, and once.
        builder.Services.AddSingleton<IConnectionListenerFactory>(transport);
        WebApplication application = builder.Build();
        map(application);
        await application.StartAsync();
        return application;
    }
}

/// <summary>Leaves the signals alone: they are for the command, which stops the engine first and the pages last.</summary>
internal sealed class NoLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>Says that the file of the socket was made again, once a minute at most, whoever keeps removing it.</summary>
internal sealed class SaidSeldom(string path, Action<string> say)
{
    private const long PauseMilliseconds = 60_000;

    private long _next = long.MinValue;

    public void Say()
    {
        if (Environment.TickCount64 >= _next)
        {
            _next = Environment.TickCount64 + PauseMilliseconds;
            say($"somebody removed {path}; it is there again");
        }
    }
}
