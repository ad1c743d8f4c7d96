using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Sidecar.Control;

namespace Sidecar.Dashboard;

/// <summary>
/// HTTP for browsers, only when it was asked for. A host of its own beside the control socket, so that whoever fills its
/// connections leaves the commands alone. Its threads are the pool's: the engine is asked through its desk and never waits
/// for a browser; a browser that takes nothing is dropped by Kestrel's least data rate.
/// </summary>
internal sealed class DashboardServer : IDisposable
{
    /// <summary>At the same time; one more is closed at once. A browser opens up to six.</summary>
    public const int MaxConnections = 48;

    private const long LongestBody = 64 << 10;

    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(500);

    private readonly WebApplication _application;

    /// <param name="map">Puts the pages onto the application.</param>
    /// <exception cref="IOException">The address cannot be listened on.</exception>
    public DashboardServer(DashboardAddress address, DashboardGate gate, Action<WebApplication> map)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LongestBody;
            kestrel.Limits.MaxConcurrentConnections = MaxConnections;
            kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(30);
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            kestrel.Listen(address.EndPoint, listen => listen.Protocols = HttpProtocols.Http1);
        });
        _application = builder.Build();
        // Before the routes, or a request for a page that is not there would pass by the gate.
        _application.Use(next => context => gate.Pass(context, next));
        _application.UseRouting();
        map(_application);
        try
        {
            _application.StartAsync().GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException)
        {
            ((IDisposable)_application).Dispose();
            throw new IOException($"dashboard {address.EndPoint}: {e.Message}", e);
        }
    }

    /// <summary>With the port that was taken when 0 was asked for.</summary>
    public string Url => _application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/";

    public void Dispose()
    {
        using (CancellationTokenSource hurry = new(s_patience))
        {
            _application.StopAsync(hurry.Token).GetAwaiter().GetResult();
        }

        ((IDisposable)_application).Dispose();
    }
}
