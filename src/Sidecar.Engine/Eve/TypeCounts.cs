namespace Sidecar.Engine.Eve;

/// <summary>
/// Counts of records that were lost or torn, by the event_type that what is left of them shows. Any thread may count and
/// read.
/// </summary>
internal sealed class TypeCounts
{
    public const string Unknown = "unknown";

    private readonly long[] _byType = new long[EventTypes.Names.Count];
    private long _unknown;

    public long Total
    {
        get
        {
            long total = Volatile.Read(ref _unknown);
            for (int type = 0; type < _byType.Length; type++)
            {
                total += Volatile.Read(ref _byType[type]);
            }

            return total;
        }
    }

    /// <param name="part">What is there of the record.</param>
    public void Count(ReadOnlySpan<byte> part)
    {
        if (TornLine.TryTypeOf(part, out EventType type))
        {
            Interlocked.Increment(ref _byType[(int)type]);
        }
        else
        {
            Interlocked.Increment(ref _unknown);
        }
    }

    /// <summary>The counts by name, without those that are zero.</summary>
    public IReadOnlyDictionary<string, long> ByName()
    {
        Dictionary<string, long> counts = [];
        for (int type = 0; type < _byType.Length; type++)
        {
            Add(EventTypes.Names[type], Volatile.Read(ref _byType[type]));
        }

        Add(Unknown, Volatile.Read(ref _unknown));
        return counts;

        void Add(string name, long count)
        {
            if (count > 0)
            {
                counts.Add(name, count);
            }
        }
    }
}
