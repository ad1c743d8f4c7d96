namespace Sidecar.Engine.Memory;

/// <summary>How much native memory its owners hold reserved now. Whoever makes the owners makes the meter; one thread.</summary>
internal sealed class MemoryMeter
{
    public long ReservedBytes { get; private set; }

    public void Add(long bytes) => ReservedBytes += bytes;
}
