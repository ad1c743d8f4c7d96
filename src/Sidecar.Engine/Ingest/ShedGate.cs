namespace Sidecar.Engine.Ingest;

/// <summary>
/// Decides, for one connection's thread, which of the bytes just received stay when the engine is late. Only whole
/// records are shed: a record of which a part was already handed on is finished first, and keeping resumes behind a
/// newline. Shedding starts when <c>bound</c> bytes are unseen and ends when half of that is. A record that goes on for
/// <c>maxRecordBytes</c> beyond the bound is cut; the newline of a later one that was shed then ends what was kept of it.
/// </summary>
internal sealed class ShedGate(long bound, long maxRecordBytes)
{
    private const byte NewLine = (byte)'\n';

    private bool _shedding;
    private bool _keptEndsInsideRecord;
    private bool _shedEndsInsideRecord;
    private bool _cut;
    private long _shedRecords;

    /// <summary>
    /// Moves what is kept to the front of <paramref name="received"/> and returns its length.
    /// </summary>
    /// <param name="received">The bytes as they came; rewritten in place.</param>
    /// <param name="unseen">Bytes that the engine has not looked at yet.</param>
    /// <param name="shedRecords">Records dropped that end in these bytes.</param>
    public int Admit(Span<byte> received, long unseen, out long shedRecords, out long shedBytes)
    {
        _shedRecords = 0;
        int kept = _shedding ? AdmitWhileShedding(received, unseen) : AdmitWhileKeeping(received, unseen);
        shedBytes = received.Length - kept;
        shedRecords = _shedRecords;
        return kept;
    }

    private int AdmitWhileKeeping(Span<byte> received, long unseen)
    {
        if (unseen < bound)
        {
            return KeepAll(received);
        }

        int kept = 0;
        if (_keptEndsInsideRecord && unseen < bound + maxRecordBytes)
        {
            kept = received.IndexOf(NewLine) + 1;
            if (kept == 0)
            {
                return KeepAll(received);
            }
        }

        _shedding = true;
        _cut = _keptEndsInsideRecord && kept == 0;
        _keptEndsInsideRecord = false;
        Shed(received[kept..]);
        return kept;
    }

    private int AdmitWhileShedding(Span<byte> received, long unseen)
    {
        if (unseen >= bound / 2)
        {
            Shed(received);
            return 0;
        }

        int from = 0;
        if (_shedEndsInsideRecord || _cut)
        {
            int newLine = received.IndexOf(NewLine);
            if (newLine < 0)
            {
                Shed(received);
                return 0;
            }

            from = _cut ? newLine : newLine + 1;
            Shed(received[..from]);
        }

        _shedding = false;
        _shedEndsInsideRecord = false;
        _cut = false;
        received[from..].CopyTo(received);
        return KeepAll(received[..^from]);
    }

    private int KeepAll(ReadOnlySpan<byte> kept)
    {
        if (!kept.IsEmpty)
        {
            _keptEndsInsideRecord = kept[^1] != NewLine;
        }

        return kept.Length;
    }

    private void Shed(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.IsEmpty)
        {
            _shedRecords += bytes.Count(NewLine);
            _shedEndsInsideRecord = bytes[^1] != NewLine;
        }
    }
}
