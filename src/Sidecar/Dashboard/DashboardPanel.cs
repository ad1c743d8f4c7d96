using Sidecar.Engine;

namespace Sidecar.Dashboard;

/// <summary>The dashboard of one running sidecar, put together: address, token, past, pages, server.</summary>
internal sealed class DashboardPanel : IDisposable
{
    private readonly Timeline _timeline;
    private readonly DashboardPages _pages;
    private readonly DashboardServer _server;

    /// <param name="tokenFile">What was asked for; when nothing was, a file in the run directory serves this machine alone.</param>
    /// <exception cref="IOException">The token or the address is not to be had.</exception>
    public DashboardPanel(LiveEngine live, EngineOptions options, string runDirectory, DashboardAddress address, string? tokenFile)
    {
        if (!address.IsLocal && tokenFile is null)
        {
            throw new IOException($"dashboard {address.EndPoint}: other machines could connect; say --dashboard-token FILE with a token that its owner alone may read, or listen on 127.0.0.1");
        }

        TokenFile = tokenFile ?? Path.Combine(runDirectory, "dashboard.token");
        DashboardGate gate = new(address, tokenFile is null ? DashboardToken.ReadOrMake(TokenFile) : DashboardToken.Read(TokenFile));
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
