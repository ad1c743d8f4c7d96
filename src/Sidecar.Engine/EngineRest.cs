using System.Diagnostics;
using Sidecar.Engine.Ingest;

namespace Sidecar.Engine;

/// <summary>
/// How long the engine thread rests when it has read everything: for so long that records gather, since to be woken for each
/// costs more than to read it, and hardly at all while it is pressed. Owned by the engine thread.
/// </summary>
/// <param name="receives">Pressed, it is to receive for itself: that is part of its work then.</param>
internal sealed class EngineRest(bool receives)
{
    private const int GatherMilliseconds = 1;

    /// <summary>To which the kernel adds its timer slack, 50 microseconds.</summary>
    private const long ShortNanoseconds = 1_000;

    /// <summary>
    /// Percent of its time that it works when it begins to be pressed, and below which it no longer is: the second is of more work
    /// for as many records, with their receiving and many short rests.
    /// </summary>
    private const int PressedFrom = 40;
    private const int PressedTo = 60;

    /// <summary>With more, their own threads together are quicker than it is.</summary>
    private const int MostConnections = 2;

    /// <summary>What counts: a moment without records is no end of the pressure.</summary>
    private static readonly long s_memory = Stopwatch.Frequency / 50;

    private long _woke = Stopwatch.GetTimestamp();
    private long _worked;
    private long _rested;

    /// <summary>It works much of its time, and is to receive for itself.</summary>
    public bool IsPressed { get; private set; }

    /// <summary>It has read everything that it knows of.</summary>
    /// <param name="connections">That it would receive from.</param>
    public void Begin(int connections)
    {
        _worked += Stopwatch.GetTimestamp() - _woke;
        IsPressed = receives && connections <= MostConnections && _worked * 100 > (_worked + _rested) * (IsPressed ? PressedTo : PressedFrom);
    }

    /// <summary>Rests.</summary>
    public void Take()
    {
        long from = Stopwatch.GetTimestamp();
        if (IsPressed)
        {
            ShortNap.Take(ShortNanoseconds);
        }
        else
        {
            Thread.Sleep(GatherMilliseconds);
        }

        End(from);
    }

    /// <summary>Rests until somebody rings, or for so long.</summary>
    public void Sleep(WakeBell bell, int milliseconds)
    {
        long from = Stopwatch.GetTimestamp();
        bell.Sleep(milliseconds);
        End(from);
    }

    /// <summary>It works again.</summary>
    /// <param name="from">Since when it rested, as <see cref="Stopwatch"/> counts.</param>
    public void End(long from)
    {
        _woke = Stopwatch.GetTimestamp();
        _rested += _woke - from;
        while (_worked + _rested > s_memory)
        {
            _worked /= 2;
            _rested /= 2;
        }
    }
}
