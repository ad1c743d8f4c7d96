namespace Sidecar.Engine.Memory;

/// <summary>Bytes that several owners share: what one has taken no other can have. Used by one thread.</summary>
internal sealed class MemoryBudget(long limitBytes)
{
    public long TakenBytes { get; private set; }

    public bool TryTake(long bytes)
    {
        if (bytes > limitBytes - TakenBytes)
        {
            return false;
        }

        TakenBytes += bytes;
        return true;
    }

    public void Give(long bytes) => TakenBytes -= bytes;
}
