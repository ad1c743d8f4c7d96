using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Threading.Channels;
using Sidecar.Control;

namespace Sidecar.Top;

/// <summary>
/// Draws on the caller's thread until a key or a signal ends it. One thread waits for keys, one asks the sidecar, signals
/// have theirs; all of them only leave word here.
/// </summary>
internal sealed class TopLoop : IDisposable
{
    /// <summary>Word that may wait; of more, the oldest is dropped: an end comes last.</summary>
    private const int MaxWaiting = 256;

    private readonly Channel<TopEvent> _events = Channel.CreateBounded<TopEvent>(
        new BoundedChannelOptions(MaxWaiting) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    private readonly TopScreen _screen;
    private readonly IReadOnlyList<PosixSignalRegistration> _signals;
    private TopState _state = TopState.First;
    private TopSample _sample;
    private string? _trouble;

    /// <param name="first">What the sidecar said when it was first asked.</param>
    public TopLoop(TopScreen screen, TopSample first)
    {
        _screen = screen;
        _sample = first;
        _signals =
        [
            .. ((PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT]).Select(signal => PosixSignalRegistration.Create(signal, End)),
            PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ => Tell(new TopEvent(TopEventKind.Window))),
            PosixSignalRegistration.Create(PosixSignal.SIGTSTP, Stop),
            PosixSignalRegistration.Create(PosixSignal.SIGCONT, _ => Tell(new TopEvent(TopEventKind.Continue))),
        ];
    }

    /// <param name="readKey">Waits for a key; nothing when there are no more.</param>
    /// <param name="size">Of the window, in cells.</param>
    public void Run(ControlClient client, TimeSpan interval, Func<ConsoleKeyInfo?> readKey, Func<(int Width, int Height)> size)
    {
        _screen.Enter();
        using TopPoll poll = new(client, _sample, interval, (sample, trouble) => Tell(new TopEvent(TopEventKind.Look, Sample: sample, Trouble: trouble)));
        new Thread(() => ReadKeys(readKey)) { IsBackground = true, Name = "top-keys" }.Start();
        (int Width, int Height) drawn = default;
        while (!_state.IsOver)
        {
            (int Width, int Height) window = size();
            TopFrame frame = TopFrame.Of(_state, _sample, _trouble, window.Width, window.Height);
            _screen.Draw(frame.Lines, isNew: window != drawn);
            drawn = window;
            Take(Next(), frame);
            poll.Show(_state.Pane);
        }
    }

    public void Dispose()
    {
        foreach (PosixSignalRegistration signal in _signals)
        {
            signal.Dispose();
        }

        _screen.Dispose();
    }

    private void Take(TopEvent next, TopFrame frame)
    {
        switch (next.Kind)
        {
            case TopEventKind.Key:
                _state = _state.Press(next.Key, frame.Columns, frame.Rows, frame.Page);
                break;
            case TopEventKind.Look:
                _trouble = next.Trouble;
                _sample = next.Sample is TopSample sample && !_state.IsHeld ? sample : _sample;
                break;
            case TopEventKind.Continue:
                _screen.Enter();
                break;
            case TopEventKind.End:
                _state = _state.End();
                break;
            default:
                break;
        }
    }

    private TopEvent Next() => _events.Reader.ReadAsync().AsTask().GetAwaiter().GetResult();

    private void Tell(TopEvent word) => _events.Writer.TryWrite(word);

    private void End(PosixSignalContext context)
    {
        context.Cancel = true;
        Tell(new TopEvent(TopEventKind.End));
    }

    /// <summary>Ctrl-Z: .NET, once it was asked to tell of the signal, does not stop the process itself.</summary>
    private void Stop(PosixSignalContext context)
    {
        context.Cancel = true;
        _screen.Leave();
        using Process kill = Process.Start("sh", ["-c", $"kill -STOP {Environment.ProcessId}"]);
    }

    private void ReadKeys(Func<ConsoleKeyInfo?> readKey)
    {
        while (readKey() is ConsoleKeyInfo key)
        {
            Tell(new TopEvent(TopEventKind.Key, key));
        }

        Tell(new TopEvent(TopEventKind.End));
    }
}
