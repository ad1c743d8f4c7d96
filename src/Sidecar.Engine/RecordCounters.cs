using Sidecar.Engine.Eve;

namespace Sidecar.Engine;

/// <summary>
/// The accounts of what reached the engine thread: received = parsed + rejected, by type and by cause. Written by the
/// engine thread.
/// </summary>
internal sealed class RecordCounters
{
    private readonly long[] _byStatus = new long[Enum.GetValues<EveStatus>().Length];
    private readonly long[] _byType = new long[EventTypes.Names.Count];
    private readonly long[] _residualByType = new long[EventTypes.Names.Count];
    private long _received;

    /// <summary>Any thread may ask: its partners are the counts, each a whole word of one writer.</summary>
    public long Received => Volatile.Read(ref _received);

    public long Bytes { get; private set; }

    /// <summary>Records longer than the limit, rejected before they were parsed.</summary>
    public long TooLong { get; private set; }

    /// <summary>Parsed records with a flow_id and no readable timestamp: counted, and not profiled.</summary>
    public long WithoutTime { get; set; }

    public long Parsed => _byStatus[(int)EveStatus.Ok];

    public long Rejected => Received - Parsed;

    public IReadOnlyList<long> ByType => _byType;

    /// <summary>Of the parsed records, those that belong to no excluded key.</summary>
    public IReadOnlyList<long> ResidualByType => _residualByType;

    /// <summary>Records of which only the head arrived, by the type that it shows.</summary>
    public TypeCounts Torn { get; } = new();

    public void CountBytes(long bytes) => Bytes += bytes;

    public void Count(EveStatus status)
    {
        _received++;
        _byStatus[(int)status]++;
    }

    public void CountTorn(ReadOnlySpan<byte> head)
    {
        _received++;
        Torn.Count(head);
    }

    public void Count(EventType type) => _byType[(int)type]++;

    public void CountResidual(EventType type) => _residualByType[(int)type]++;

    public void CountTooLong()
    {
        _received++;
        TooLong++;
    }

    /// <summary>Rejected records by cause, without the causes that never occurred.</summary>
    public IReadOnlyDictionary<string, long> RejectedByCause()
    {
        Dictionary<string, long> causes = [];
        for (int status = 1; status < _byStatus.Length; status++)
        {
            if (_byStatus[status] > 0)
            {
                causes.Add(((EveStatus)status).ToString(), _byStatus[status]);
            }
        }

        if (TooLong > 0)
        {
            causes.Add(nameof(TooLong), TooLong);
        }

        if (Torn.Total > 0)
        {
            causes.Add(nameof(Torn), Torn.Total);
        }

        return causes;
    }
}
