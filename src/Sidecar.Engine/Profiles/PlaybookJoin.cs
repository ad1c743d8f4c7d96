using System.IO.Hashing;
using System.Text;
using Sidecar.Engine.Eve;

namespace Sidecar.Engine.Profiles;

/// <summary>
/// The reference method's join, offline and order-free: every transaction record with every flow record of the same
/// flow_id, one row per pair (a pandas inner merge: records without flow_id match each other), grouped by key. So a
/// flow with n transactions adds its counters n times, unlike in the live profiles. Takes some 60 bytes per transaction
/// and 100 per flow_id, so that files of some GB fit. One thread.
/// </summary>
public sealed class PlaybookJoin
{
    /// <summary>Keeps a number or literal apart from a string of the same characters.</summary>
    private const long SeedOfOtherKinds = 1;

    private readonly EveParser _parser = new(FieldTable.Engine);
    private readonly EveField _keyField;
    private readonly byte[] _transactionType;
    private readonly PlaybookKeys _keys;
    private readonly PlaybookFlows _flows = new();
    private readonly List<PlaybookTransaction> _rows = [];
    private byte[] _scratch = new byte[256];
    private long _read;
    private long _transactions;
    private long _rejected;

    /// <param name="keyField">The field that names a profile, such as <see cref="EveField.HttpUserAgent"/>.</param>
    /// <param name="transactionType">The event_type that carries it, such as "http".</param>
    /// <param name="seed">Of the hash of keys, so that nobody can aim collisions at it; it decides no result.</param>
    public PlaybookJoin(EveField keyField, string transactionType, long seed)
    {
        _keys = new PlaybookKeys(seed);
        _keyField = keyField;
        _transactionType = Encoding.UTF8.GetBytes(transactionType);
    }

    /// <summary>Lines that were records, so far; any thread may ask.</summary>
    public long Read => Volatile.Read(ref _read);

    /// <summary>Takes one line of the input in; its memory may be reused afterwards. A line that is no record is counted.</summary>
    public EveStatus Add(ReadOnlySpan<byte> line)
    {
        EveStatus status = _parser.Parse(line, out EveRecord record);
        if (status != EveStatus.Ok)
        {
            _rejected++;
            return status;
        }

        // Its partner is Read.
        Volatile.Write(ref _read, _read + 1);
        if (record.TryGetText(EveField.EventType, out EveText type))
            AddByType(record, type);
        return status;
    }

    /// <summary>Joins what came in so far.</summary>
    public PlaybookTable Join() => PlaybookProfiles.Build(_rows, _flows, _keys) with
    {
        Transactions = _transactions,
        Rejected = _rejected,
    };

    private void AddByType(EveRecord record, EveText type)
    {
        if (type.Is(_transactionType))
            AddTransaction(record);
        else if (type.Is("flow"u8))
            AddFlow(record);
    }

    private void AddTransaction(EveRecord record)
    {
        _transactions++;
        if (!TryGetFlowId(record, out long? flowId))
            return;

        var row = new PlaybookTransaction { FlowId = flowId, Key = KeyOf(record) };
        for (int value = 0; value < PlaybookTransaction.ValueCount; value++)
        {
            EveField field = PlaybookFeatures.DistinctFields[value];
            if (record.IsMissing(field))
                continue;
            row.Present |= (byte)(1 << value);
            row.Hashes[value] = HashOf(record, field);
        }

        _rows.Add(row);
    }

    private void AddFlow(EveRecord record)
    {
        _flows.Count++;
        if (!TryGetFlowId(record, out long? flowId))
            return;

        PlaybookFlows.Sums sums = default;
        sums.Rows = 1;
        for (int counter = 0; counter < PlaybookFlows.CounterCount; counter++)
            if (record.TryGetInt64(PlaybookFeatures.SummedFields[counter], out long value))
                sums.Totals[counter] = value;
        _flows.Add(flowId, sums);
    }

    /// <summary>False for a flow_id that is neither missing nor a 64-bit integer: Suricata writes none, and it joins nothing.</summary>
    private static bool TryGetFlowId(EveRecord record, out long? flowId)
    {
        bool isNumber = record.TryGetInt64(EveField.FlowId, out long id);
        flowId = isNumber ? id : null;
        return isNumber || record.IsMissing(EveField.FlowId);
    }

    /// <summary>A string's canonical bytes; a number or literal as it is written. Objects and arrays name nothing.</summary>
    private int KeyOf(EveRecord record)
    {
        if (record.TryGetText(_keyField, out EveText text))
            return _keys.IndexOf(text.Canonical(ref _scratch));

        ReadOnlySpan<byte> raw = record.RawValue((int)_keyField);
        return raw.IsEmpty || record.IsMissing(_keyField) || raw[0] is (byte)'{' or (byte)'['
            ? PlaybookTransaction.NoKey
            : _keys.IndexOf(raw);
    }

    private ulong HashOf(EveRecord record, EveField field) =>
        record.TryGetText(field, out EveText text)
            ? XxHash3.HashToUInt64(text.Canonical(ref _scratch))
            : XxHash3.HashToUInt64(record.RawValue((int)field), SeedOfOtherKinds);
}
