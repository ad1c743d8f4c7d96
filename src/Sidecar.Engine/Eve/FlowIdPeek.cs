using Sidecar.Engine.Kernels;

namespace Sidecar.Engine.Eve;

/// <summary>
/// The flow_id of a record that has not been parsed yet, where Suricata writes it: directly behind a timestamp of microseconds
/// (src/output-json.c, CreateEveHeader). A hint, for what can be begun early: a record that looks otherwise gives none, and
/// nothing that is counted may rest on it. Pure.
/// </summary>
internal static class FlowIdPeek
{
    private const int TimestampLength = 31;

    /// <summary>As many as the 51 bits can have that Suricata keeps a flow_id to (src/flow.h, FlowGetId).</summary>
    private const int MaxDigits = DecimalText.MaxDigits;

    private static ReadOnlySpan<byte> Head => "{\"timestamp\":\""u8;

    private static ReadOnlySpan<byte> Name => "\",\"flow_id\":"u8;

    /// <param name="record">The bytes that begin with the record, whole or not.</param>
    public static bool TryRead(ReadOnlySpan<byte> record, out long flowId)
    {
        flowId = 0;
        int digits = Head.Length + TimestampLength + Name.Length;
        if (record.Length <= digits + MaxDigits || !record.StartsWith(Head) || !record[(Head.Length + TimestampLength)..].StartsWith(Name))
        {
            return false;
        }

        int length = record.Slice(digits, MaxDigits + 1).IndexOf((byte)',');
        return length > 0 && DecimalText.TryReadLast(record[..(digits + length)], length, out flowId);
    }
}
