namespace Sidecar.Engine.Verdicts;

/// <summary>One key that is excluded now. Owned by the engine thread.</summary>
internal sealed class Exclusion(byte[] key, long since, long expires)
{
    public byte[] Key { get; } = key;

    /// <summary>Event time in microseconds of the first verdict.</summary>
    public long Since { get; } = since;

    public long Expires { get; set; } = expires;

    public int CalmTicks { get; set; }
}
