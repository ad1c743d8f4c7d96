using System.Diagnostics;

namespace Sidecar.Engine.Outputs;

/// <summary>
/// Holds a thread to so many commands a second: a tenth of them, then a pause until that tenth of a second is over; of less
/// than ten a second, one at a time.
/// </summary>
internal sealed class CommandPace(int commandsPerSecond)
{
    private readonly int _partMilliseconds = Math.Max(100, 1000 / commandsPerSecond);
    private readonly int _perPart = Math.Max(1, commandsPerSecond / 10);
    private long _began = Stopwatch.GetTimestamp();
    private int _told;

    /// <summary>Returns when the next command may go, at once when the thread is to stop.</summary>
    public void Wait(WaitHandle stopping)
    {
        int elapsed = (int)Math.Min(Stopwatch.GetElapsedTime(_began).TotalMilliseconds, int.MaxValue);
        if (elapsed < _partMilliseconds && ++_told <= _perPart)
        {
            return;
        }

        if (elapsed < _partMilliseconds)
        {
            stopping.WaitOne(_partMilliseconds - elapsed);
        }

        _began = Stopwatch.GetTimestamp();
        _told = 1;
    }
}
