namespace Sidecar.Engine.Outputs;

/// <summary>What came of asking Suricata about live flows; written by the thread that asks, read by anyone.</summary>
internal sealed class ElephantCounters
{
    private long _asked;
    private long _answered;
    private long _unknown;
    private long _refused;
    private long _failures;
    private long _forgotten;

    public void AddAsked() => Interlocked.Increment(ref _asked);

    public void Add(FlowAnswer answer) => Interlocked.Increment(
        ref answer == FlowAnswer.Known ? ref _answered : ref answer == FlowAnswer.Unknown ? ref _unknown : ref _refused);

    public void AddFailure() => Interlocked.Increment(ref _failures);

    public void AddForgotten(int flows) => Interlocked.Add(ref _forgotten, flows);

    public ElephantStats Stats(long heaviestBytes) => new(
        Volatile.Read(ref _asked), Volatile.Read(ref _answered), Volatile.Read(ref _unknown), Volatile.Read(ref _refused),
        Volatile.Read(ref _failures), Volatile.Read(ref _forgotten), heaviestBytes);
}

/// <summary>The accounts of the questions to Suricata about live flows.</summary>
/// <param name="Asked">Questions; those that were not answered at all are among <paramref name="Failures"/>.</param>
/// <param name="Answered">With counters.</param>
/// <param name="Unknown">Suricata has no such flow any more: its flow record was lost, or is on its way.</param>
/// <param name="Refused">Suricata takes no such question.</param>
/// <param name="Failures">Connections that could not be made or broke; answers that came too late or cannot be read.</param>
/// <param name="Forgotten">Unknown flows forgotten at <c>elephants.max-unknown</c>: they are asked about again.</param>
/// <param name="HeaviestBytes">Of the heaviest flow as of the latest answers, both directions together.</param>
public sealed record ElephantStats(long Asked, long Answered, long Unknown, long Refused, long Failures, long Forgotten, long HeaviestBytes);
