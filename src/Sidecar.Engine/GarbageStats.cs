namespace Sidecar.Engine;

/// <summary>
/// What the garbage collector did to the whole process: while it collects, a thread that returns from a receive stands
/// still, and Suricata drops what does not fit into its socket.
/// </summary>
public readonly record struct GarbageStats(int Generation0, int Generation1, int Generation2, TimeSpan Pause)
{
    public static GarbageStats Now() =>
        // A collection of an older generation counts as one of the younger ones too.
        new(GC.CollectionCount(0), GC.CollectionCount(1), GC.CollectionCount(2), GC.GetTotalPauseDuration());

    public GarbageStats Since(GarbageStats start) =>
        new(Generation0 - start.Generation0, Generation1 - start.Generation1, Generation2 - start.Generation2, Pause - start.Pause);
}
