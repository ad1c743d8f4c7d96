namespace Sidecar.Engine.Ingest;

/// <summary>Says of what is left of a record which event type it shows, as the number of a counter; -1 when it shows none.</summary>
internal delegate int RecordTypeReader(ReadOnlySpan<byte> part);

/// <summary>
/// Counts the records of a stretch of bytes that is shed: those that end in it, one of them perhaps begun before, and the
/// one that goes on behind it. By type, as far as the bytes show it. Used by one receiving thread.
/// </summary>
internal sealed class LostRecords(IngestCounters counters)
{
    private const byte NewLine = (byte)'\n';

    private int _type = IngestCounters.UnknownType;
    private bool _isCounted;

    /// <summary>Whether the stretch so far ends in the middle of a record.</summary>
    public bool EndsInsideRecord { get; private set; }

    /// <summary>A stretch begins inside a record that another stretch has counted.</summary>
    public void BeginInsideCounted()
    {
        EndsInsideRecord = true;
        _isCounted = true;
    }

    /// <summary>More bytes of the stretch.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        counters.AddShedBytes(bytes.Length);
        while (!bytes.IsEmpty)
        {
            int at = bytes.IndexOf(NewLine);
            ReadOnlySpan<byte> part = at < 0 ? bytes : bytes[..at];
            if (_type == IngestCounters.UnknownType)
            {
                _type = counters.TypeOf(part);
            }

            EndsInsideRecord = true;
            if (at < 0)
            {
                return;
            }

            End();
            bytes = bytes[(at + 1)..];
        }
    }

    /// <summary>The stretch is over.</summary>
    public void End()
    {
        if (EndsInsideRecord && !_isCounted)
        {
            counters.AddShed(_type);
        }

        EndsInsideRecord = false;
        _isCounted = false;
        _type = IngestCounters.UnknownType;
    }
}
