using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace Sidecar.EndToEnd;

/// <summary>
/// A real rsyslog or syslog-ng with the shipped configuration, in which only the folders are those of the test. Their packages
/// lie unpacked in a folder (.ci/setup test), since the two exclude each other. Disposing kills it.
/// </summary>
internal sealed class Shipper : IDisposable
{
    private const string Unpacked = "/usr/local/lib/eve-sidecar-tests";

    private readonly Process _process;
    private readonly Task<string> _errors;

    private Shipper(string program, string[] arguments)
    {
        ProcessStartInfo start = new(Path.Combine(Unpacked, "usr/sbin", program), arguments) { RedirectStandardError = true };
        start.Environment["LD_LIBRARY_PATH"] = Path.Combine(Unpacked, "usr/lib/syslog-ng");
        _process = Process.Start(start)!;
        _errors = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>Starts it, and waits until it listens.</summary>
    /// <param name="program">syslog-ng or rsyslogd.</param>
    /// <param name="folder">Where its socket, the files that it reads and those that it writes are: eve.sock, log/, siem/.</param>
    public static Shipper Start(string program, string folder, string verdictSocket)
    {
        if (!File.Exists(Path.Combine(Unpacked, "usr/sbin", program)))
        {
            Assert.Fail($"not run: {program} is missing; `make test` unpacks it on Debian and Ubuntu");
        }

        Directory.CreateDirectory(Path.Combine(folder, "log"));
        Directory.CreateDirectory(Path.Combine(folder, "siem"));
        string file = Path.Combine(folder, "shipper.conf");
        bool isRsyslog = program == "rsyslogd";
        string shipped = File.ReadAllText(Path.Combine(FixtureFiles.Root, "monitoring", "shippers", isRsyslog ? "rsyslog.conf" : "syslog-ng.conf"));
        // Each stands in the example, or what is tested is something else.
        foreach ((string theirs, string ours) in (ReadOnlySpan<(string, string)>)[
            (isRsyslog ? "/run/rsyslog/" : "/run/syslog-ng/", folder + "/"), ("/var/log/eve-sidecar/", folder + "/log/"), ("/var/log/siem/", folder + "/siem/")])
        {
            Assert.Contains(theirs, shipped, StringComparison.Ordinal);
            shipped = shipped.Replace(theirs, ours, StringComparison.Ordinal);
        }

        if (!isRsyslog)
        {
            Assert.Contains("/run/eve-sidecar/verdicts.sock", shipped, StringComparison.Ordinal);
            shipped = shipped.Replace("/run/eve-sidecar/verdicts.sock", verdictSocket, StringComparison.Ordinal);
        }

        string[] arguments;
        if (isRsyslog)
        {
            File.WriteAllText(file, $"global(maxMessageSize=\"1m\" workDirectory=\"{folder}\")\n{shipped}");
            arguments = ["-n", "-f", file, "-i", Path.Combine(folder, "pid"), "-M", RsyslogModules()];
        }
        else
        {
            File.WriteAllText(file, $"@version: {Version()}\noptions {{ log-msg-size(1048576); }};\n{shipped}");
            arguments = ["-F", "-f", file, "--no-caps", "-R", Path.Combine(folder, "persist"), "-c", Path.Combine(folder, "ctl"), "-p", Path.Combine(folder, "pid"), $"--module-path={Modules()}"];
        }

        Shipper shipper = new(program, arguments);
        try
        {
            SidecarProcess.WaitUntil(() => shipper._process.HasExited || File.Exists(Path.Combine(folder, "eve.sock")), $"{program} listens");
            Assert.False(shipper._process.HasExited, shipper._process.HasExited ? shipper._errors.Result : "");
            return shipper;
        }
        catch
        {
            shipper.Dispose();
            throw;
        }
    }

    /// <summary>SIGTERM, so that it writes what it still holds.</summary>
    public void Stop()
    {
        using Process kill = Process.Start("kill", [_process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
        Assert.True(_process.WaitForExit(TimeSpan.FromSeconds(20)), "the shipper did not end");
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    /// <summary>/usr/lib/x86_64-linux-gnu/rsyslog, say.</summary>
    private static string RsyslogModules() =>
        Path.GetDirectoryName(Assert.Single(Directory.GetFiles(Path.Combine(Unpacked, "usr/lib"), "imptcp.so", SearchOption.AllDirectories)))!;

    /// <summary>/usr/lib/syslog-ng/3.38, say.</summary>
    private static string Modules() => Assert.Single(Directory.GetDirectories(Path.Combine(Unpacked, "usr/lib/syslog-ng")), folder => char.IsAsciiDigit(Path.GetFileName(folder)[0]));

    private static string Version() => Path.GetFileName(Modules());
}
