using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Sidecar.Engine.Ingest;

namespace Sidecar.Control;

/// <summary>
/// Gives Kestrel the connections of a listener of ours: its own transport knows no socket whose file somebody removes. The
/// listener's thread brings them, Kestrel's threads take them.
/// </summary>
internal sealed class ControlTransport : IConnectionListenerFactory, IConnectionListener
{
    private readonly StandingListener _listener;
    private readonly Channel<Socket> _accepted;
    private readonly SocketConnectionContextFactory _contexts = new(new SocketConnectionFactoryOptions(), NullLogger.Instance);

    /// <param name="most">Connections that may wait for Kestrel; one more is closed at once.</param>
    /// <param name="madeAgain">Told, on the listener's thread, when the file was gone and another was made.</param>
    public ControlTransport(SocketFile file, int most, Action madeAgain)
    {
        _accepted = Channel.CreateBounded<Socket>(most);
        _listener = new StandingListener(file, "control-accept", Offer, new ListenerCounters(), madeAgain);
    }

    public EndPoint EndPoint { get; private set; } = new UnixDomainSocketEndPoint("/");

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        EndPoint = endpoint;
        _listener.Start();
        return ValueTask.FromResult<IConnectionListener>(this);
    }

    /// <returns>Nothing once it has ended.</returns>
    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (await _accepted.Reader.WaitToReadAsync(cancellationToken))
        {
            if (_accepted.Reader.TryRead(out Socket? socket))
            {
                return _contexts.Create(socket);
            }
        }

        return null;
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        Close();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        Close();
        while (_accepted.Reader.TryRead(out Socket? socket))
        {
            socket.Dispose();
        }

        _contexts.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Nobody finds the socket any more; who has connected is still served.</summary>
    public void Close()
    {
        _listener.Dispose();
        _accepted.Writer.TryComplete();
    }

    private void Offer(Socket socket)
    {
        if (!_accepted.Writer.TryWrite(socket))
        {
            socket.Dispose();
        }
    }
}
