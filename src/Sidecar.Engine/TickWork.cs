using Sidecar.Engine.Learning;
using Sidecar.Engine.Verdicts;

namespace Sidecar.Engine;

/// <summary>
/// The tick that is being learned. The engine thread takes its input at the tick's time; other threads learn from it, while
/// the engine goes on with records; the engine thread takes the result at a fixed moment in event time, and waits for
/// it there if it has to. So what a tick changes does not depend on how long it took, and a replay says what the socket
/// said. Owned by the engine thread, which alone touches the views.
/// </summary>
internal sealed class TickWork(ProfiledView[] views)
{
    /// <summary>Event time in microseconds between a tick and what it changes: live it is over long before.</summary>
    public const long Delay = 1_000_000;

    private readonly TickInput[] _inputs = new TickInput[views.Length];
    private Task<SiftResult[]>? _learning;

    public bool IsPending => _learning is not null;

    /// <summary>Event time of the tick in microseconds.</summary>
    public long Time { get; private set; }

    /// <summary>A whole interval had passed since the tick before.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>Begins a tick; the one before has ended.</summary>
    /// <param name="withSketches">An export of it will need what the distinct counts were counted from.</param>
    public void Start(long time, bool isWhole, bool withSketches)
    {
        Time = time;
        IsWhole = isWhole;
        for (int i = 0; i < views.Length; i++)
        {
            _inputs[i] = views[i].Exclusions.InputOf(time, views[i].Window.Snapshot(time, withSketches));
        }

        _learning = Task.Run(Learn);
    }

    /// <summary>Waits for the result of the pending tick and applies it to the views, in their order.</summary>
    /// <param name="present">Event time in microseconds.</param>
    public void End(long present)
    {
        SiftResult[] sifted = _learning!.GetAwaiter().GetResult();
        _learning = null;
        for (int i = 0; i < views.Length; i++)
        {
            views[i].Latest = views[i].Exclusions.Apply(_inputs[i], sifted[i], IsWhole, present);
            _inputs[i] = null!;
        }
    }

    private SiftResult[] Learn()
    {
        SiftResult[] sifted = new SiftResult[_inputs.Length];
        for (int i = 0; i < sifted.Length; i++)
        {
            sifted[i] = views[i].Exclusions.Learn(_inputs[i]);
        }

        return sifted;
    }
}
