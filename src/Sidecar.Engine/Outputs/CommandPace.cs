using System.Diagnostics;

namespace Sidecar.Engine.Outputs;

/// <summary>Holds a thread to so many commands a second: a tenth of them, then a pause until that tenth of a second is over.</summary>
internal sealed class CommandPace(int commandsPerSecond)
{
    private const int PartMilliseconds = 100;

    private readonly int _perPart = Math.Max(1, commandsPerSecond * PartMilliseconds / 1000);
    private long _began = Stopwatch.GetTimestamp();
    private int _told;

    /// <summary>Returns when the next command may go, at once when the thread is to stop.</summary>
    public void Wait(WaitHandle stopping)
    {
        int elapsed = (int)Math.Min(Stopwatch.GetElapsedTime(_began).TotalMilliseconds, int.MaxValue);
        if (elapsed < PartMilliseconds && ++_told <= _perPart)
        {
            return;
        }

        if (elapsed < PartMilliseconds)
        {
            stopping.WaitOne(PartMilliseconds - elapsed);
        }

        _began = Stopwatch.GetTimestamp();
        _told = 1;
    }
}
