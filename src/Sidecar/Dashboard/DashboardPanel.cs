using Sidecar.Engine;

namespace Sidecar.Dashboard;

/// <summary>The dashboard of one running sidecar, put together: address, token, past, pages, server.</summary>
internal sealed class DashboardPanel : IDisposable
{
    private readonly Timeline _timeline;
    private readonly DashboardPages _pages;
    private readonly DashboardServer _server;

    /// <param name="ownToken">The token file of this machine alone, when no other was named.</param>
    /// <exception cref="IOException">The token or the address is not to be had.</exception>
    public DashboardPanel(LiveEngine live, EngineOptions options, string runDirectory, DashboardPlace place, string ownToken)
    {
        DashboardAddress address = place.Address;
        if (!address.IsLocal && place.TokenFile is null)
        {
            throw new IOException($"dashboard {address.EndPoint}: other machines could connect; say --dashboard-token FILE with a token that its owner alone may read, or listen on 127.0.0.1");
        }

        TokenFile = place.TokenFile ?? ownToken;
        DashboardGate gate = new(address, place.TokenFile is null ? DashboardToken.ReadOrMake(ownToken) : DashboardToken.Read(place.TokenFile));
        _timeline = new Timeline(live, TimeProvider.System);
        _pages = new DashboardPages(live, options, runDirectory, gate, _timeline);
        try
        {
            _server = new DashboardServer(address, gate, _pages.Map);
        }
        catch
        {
            _pages.Dispose();
            _timeline.Dispose();
            throw;
        }
    }

    public string Url => _server.Url;

    public string TokenFile { get; }

    public void Dispose()
    {
        _server.Dispose();
        _pages.Dispose();
        _timeline.Dispose();
    }
}
