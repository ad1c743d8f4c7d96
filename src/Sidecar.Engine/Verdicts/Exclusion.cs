namespace Sidecar.Engine.Verdicts;

/// <summary>One key that is excluded now. Owned by the engine thread.</summary>
internal sealed class Exclusion(byte[] key, long since)
{
    public byte[] Key { get; } = key;

    /// <summary>Event time in microseconds of the first verdict.</summary>
    public long Since { get; } = since;

    public long Expires { get; private set; }

    public int CalmTicks { get; set; }

    /// <summary>Largest part of the window (0 to 1) that the key had when it was last found heavy.</summary>
    public double Share { get; private set; }

    /// <summary>The key was found heavy, with this part of the window: the exclusion begins, or goes on.</summary>
    public void Extend(double share, long expires)
    {
        Share = share;
        Expires = expires;
    }
}
