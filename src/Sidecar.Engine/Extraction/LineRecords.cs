using Sidecar.Engine.Eve;

namespace Sidecar.Engine.Extraction;

/// <summary>Takes a record, valid during the call.</summary>
internal delegate void EveRecordTaker(in EveRecord record);

/// <summary>
/// Takes lines apart into records: one, or in a line that a torn record is in, the whole ones among those that Suricata sent
/// as it (<see cref="TornLine"/>). Counts what it rejects. One thread.
/// </summary>
internal sealed class LineRecords(FieldTable fields)
{
    private readonly EveParser _parser = new(fields);

    /// <param name="line">Without its newline.</param>
    public void Take(ReadOnlySpan<byte> line, ExtractCounts counts, EveRecordTaker take)
    {
        EveStatus status = _parser.Parse(line, out EveRecord record);
        for (int next; status != EveStatus.Ok && (next = TornLine.IndexOfNext(line)) >= 0;)
        {
            TakeTornOff(line[..next], counts, take);
            line = line[next..];
            // As long as another record follows, this one is cut off first: each byte is parsed once more at most.
            status = TornLine.IndexOfNext(line) < 0 ? _parser.Parse(line, out record) : EveStatus.Truncated;
        }

        if (status == EveStatus.Ok)
        {
            take(record);
        }
        else if (status != EveStatus.EmptyLine)
        {
            counts.Reject(status);
        }
    }

    private void TakeTornOff(ReadOnlySpan<byte> part, ExtractCounts counts, EveRecordTaker take)
    {
        if (_parser.Parse(part, out EveRecord record) == EveStatus.Ok)
        {
            take(record);
        }
        else
        {
            counts.Torn++;
        }
    }
}
