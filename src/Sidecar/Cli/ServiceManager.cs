using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Sidecar.Cli;

/// <summary>
/// What systemd is told about the daemon (sd_notify(3), Type=notify): one datagram a state, to the socket that
/// NOTIFY_SOCKET names. Where nobody is to be told, nothing happens. Used by the main thread and the watchdog's.
/// </summary>
internal sealed class ServiceManager : IDisposable
{
    private const string SocketVariable = "NOTIFY_SOCKET";

    /// <summary>Whoever does not take a datagram for so long is not there; nothing here may wait for him for ever.</summary>
    private const int SendMilliseconds = 1000;

    private readonly Socket? _socket;
    private readonly UnixDomainSocketEndPoint? _manager;
    private bool _failed;

    private ServiceManager(string? address, TimeSpan? watchdog)
    {
        WatchdogTime = watchdog;
        // "@" stands for the zero byte with which names begin that are in no file system.
        if (address is ['@' or '/', _, ..])
        {
            _manager = new UnixDomainSocketEndPoint(address[0] == '@' ? $"\0{address[1..]}" : address);
            _socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { SendTimeout = SendMilliseconds };
        }
    }

    /// <summary>Without a WATCHDOG=1 for so long the manager takes the daemon for hung; nothing: it does not look.</summary>
    public TimeSpan? WatchdogTime { get; }

    /// <param name="variable">Value of an environment variable, or null.</param>
    /// <param name="processId">Ours: a watchdog for another process is none of our business.</param>
    public static ServiceManager Of(Func<string, string?> variable, int processId)
    {
        bool isOurs = variable("WATCHDOG_PID") is null or "" || variable("WATCHDOG_PID") == processId.ToString(CultureInfo.InvariantCulture);
        bool isWatched = long.TryParse(variable("WATCHDOG_USEC"), NumberStyles.None, CultureInfo.InvariantCulture, out long microseconds) && microseconds > 0;
        return new ServiceManager(variable(SocketVariable), isOurs && isWatched ? TimeSpan.FromMicroseconds(microseconds) : null);
    }

    /// <summary>It serves, for the first time or again after <see cref="Reloading"/>.</summary>
    public void Ready() => Tell("READY=1");

    /// <summary>The configuration is being read again.</summary>
    public void Reloading() =>
        Tell($"RELOADING=1\nMONOTONIC_USEC={Stopwatch.GetTimestamp() / (Stopwatch.Frequency / 1_000_000)}");

    public void Stopping() => Tell("STOPPING=1");

    public void Alive() => Tell("WATCHDOG=1");

    public void Dispose() => _socket?.Dispose();

    private void Tell(string state)
    {
        try
        {
            _socket?.SendTo(Encoding.ASCII.GetBytes(state), _manager!);
        }
        catch (SocketException e)
        {
            // Both threads may come here at once.
            if (!Interlocked.Exchange(ref _failed, true))
            {
                Failure.Say($"{SocketVariable}: {e.Message}; the service manager does not learn how the sidecar is");
            }
        }
    }
}
