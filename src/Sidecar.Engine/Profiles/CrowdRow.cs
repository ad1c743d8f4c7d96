using System.Runtime.CompilerServices;

namespace Sidecar.Engine.Profiles;

/// <summary>What <see cref="CrowdMemory"/> knows of one service; times are seconds since the epoch, 0 for never.</summary>
internal struct CrowdRow
{
    /// <summary>Hash of its name.</summary>
    public ulong Service;

    /// <summary>Services are numbered as they arrive.</summary>
    public long Number;
    public long AlertSecond;

    /// <summary>When the latest visit began, and how many there were.</summary>
    public long VisitSecond;
    public int Visits;
    public CrowdWitnesses Witnesses;
}

/// <summary>A source of a service, and when it was seen last.</summary>
internal struct CrowdWitness
{
    /// <summary>Half of the hash of its address.</summary>
    public uint Source;
    public uint Second;
}

/// <summary>As many as a crowd can be asked to be; the first ones are used.</summary>
[InlineArray(CrowdOptions.MostSources)]
internal struct CrowdWitnesses
{
    private CrowdWitness _first;
}
