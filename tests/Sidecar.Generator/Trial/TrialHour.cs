using Sidecar.Engine.Eve;

namespace Sidecar.Generator.Trial;

/// <summary>One hour of a trial: what came, what the sidecar left, and what an oracle leaves; by type of record.</summary>
internal sealed record TrialHour(EveHour Truth, IReadOnlyList<long> Residual)
{
    public long Records => Truth.Records.Sum();

    /// <summary>What the sidecar left, without the callers home: their records are left, all of them, or the trial has failed.</summary>
    public long Left => Residual.Sum() - Truth.OfCallers.Sum();

    public long OracleLeaves => Truth.OracleLeaves.Sum();

    public double LeftShare => Left / (double)Records;

    /// <summary>How much more the sidecar leaves than the oracle does.</summary>
    public double OverOracle => Left / (double)Math.Max(1, OracleLeaves);

    /// <summary>Left of one type, the callers' not counted, as a part of that type.</summary>
    public double LeftShareOf(int type) => (Residual[type] - Truth.OfCallers[type]) / (double)Math.Max(1, Truth.Records[type]);

    /// <summary>From the counts of an engine, which are by <see cref="EventType"/>, to those of the network.</summary>
    public static long[] OfEngine(IReadOnlyList<long> byType) =>
        [byType[(int)EventType.Dns], byType[(int)EventType.Tls], byType[(int)EventType.Http], byType[(int)EventType.Flow]];
}
