using System.CommandLine;
using Sidecar.Dashboard;

namespace Sidecar.Cli;

/// <summary>The options of run about the dashboard, which is off when they are not there.</summary>
internal sealed class DashboardArguments
{
    private readonly Option<string?> _address = new("--dashboard")
    {
        Description = "Serves a page for browsers. 127.0.0.1:8787 is for this machine alone; any other address needs --dashboard-token.",
        HelpName = "ADDRESS:PORT",
    };

    private readonly Option<FileInfo?> _token = new("--dashboard-token")
    {
        Description = "File (mode 600) whose first line a browser must know to change anything, and from other machines to look; else dashboard.token in the state directory, made when it is not there.",
        HelpName = "FILE",
    };

    public DashboardArguments() => _address.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<string?>() is string text && !DashboardAddress.TryParse(text, out _))
        {
            result.AddError($"--dashboard {Printable.Text(text)}: expected an address and a port, for example 127.0.0.1:8787 or [::1]:8787");
        }
    });

    public void AddTo(Command command)
    {
        command.Options.Add(_address);
        command.Options.Add(_token);
    }

    /// <summary>Nothing when no dashboard is asked for.</summary>
    public DashboardPlace? Read(ParseResult parsed) =>
        parsed.GetValue(_address) is string text && DashboardAddress.TryParse(text, out DashboardAddress? address)
            ? new DashboardPlace(address, parsed.GetValue(_token)?.ToString())
            : null;
}
