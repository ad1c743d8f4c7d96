namespace Sidecar.Engine.Outputs;

/// <summary>What happened between the sidecar and Suricata's datasets; written with Interlocked, read by anyone.</summary>
internal sealed class DatasetCounters
{
    private long _added;
    private long _removed;
    private long _refused;
    private long _failures;
    private long _resyncs;
    private long _unfit;
    private long _full;

    public void AddTold(bool wanted) => Interlocked.Increment(ref wanted ? ref _added : ref _removed);

    public void AddRefused() => Interlocked.Increment(ref _refused);

    public void AddFailure() => Interlocked.Increment(ref _failures);

    public void AddResync() => Interlocked.Increment(ref _resyncs);

    public void AddUnfit() => Interlocked.Increment(ref _unfit);

    public void AddFull() => Interlocked.Increment(ref _full);

    public DatasetStats Stats() => new(
        Volatile.Read(ref _added), Volatile.Read(ref _removed), Volatile.Read(ref _refused), Volatile.Read(ref _failures),
        Volatile.Read(ref _resyncs), Volatile.Read(ref _unfit), Volatile.Read(ref _full));
}

/// <summary>The accounts of the feedback to Suricata.</summary>
/// <param name="Added">Keys put into a dataset, again after each resync.</param>
/// <param name="Removed">Keys taken out.</param>
/// <param name="Refused">Commands that Suricata answered with NOK, for example because no rule names the dataset.</param>
/// <param name="Failures">Connections that could not be made or broke.</param>
/// <param name="Resyncs">Times that the datasets were emptied and filled again, the first included.</param>
/// <param name="Unfit">Verdicts on keys that fit into no dataset.</param>
/// <param name="Full">Verdicts on keys beyond <c>datasets.max-keys</c>.</param>
public sealed record DatasetStats(long Added, long Removed, long Refused, long Failures, long Resyncs, long Unfit, long Full);
