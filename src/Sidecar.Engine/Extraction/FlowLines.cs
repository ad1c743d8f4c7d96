using System.Buffers;
using System.Net;
using System.Text;
using System.Text.Json;
using Sidecar.Engine.Eve;

namespace Sidecar.Engine.Extraction;

/// <summary>
/// One line a flow, of its addresses, ports, protocol, start and end: what gophercap's eve2filter makes a packet filter of.
/// It reads nothing but records of type alert (its pkg/filter/generate.go), so each line says that it is one. A line is
/// written when the flow's record comes, the others at the end. One thread.
/// </summary>
internal sealed class FlowLines(int maxFlows, ArrayBufferWriter<byte> output, ExtractCounts counts)
{
    private const int LongestProtocol = 16;

    private readonly EveParser _parser = new(FieldTable.Engine);
    private readonly Dictionary<long, Flow> _open = [];
    private readonly FlowSet _order = new(int.MaxValue);
    private long _ended = -1;

    /// <param name="record">One that was parsed before.</param>
    public void Take(EventType type, long flowId, ReadOnlySpan<byte> record)
    {
        if (type == EventType.Netflow && flowId == _ended)
        {
            // The same flow once more, for each direction.
            return;
        }

        _parser.Parse(record, out EveRecord parsed);
        if (!_open.TryGetValue(flowId, out Flow? flow))
        {
            flow = Open(flowId);
        }

        flow.Take(parsed, isWhole: type == EventType.Flow);
        if (type == EventType.Flow)
        {
            _ended = flowId;
            Write(flowId, flow);
            _open.Remove(flowId);
            _order.Remove(flowId);
        }
    }

    public void Finish()
    {
        foreach (long flowId in _order.InOrder)
        {
            Write(flowId, _open[flowId]);
        }
    }

    private Flow Open(long flowId)
    {
        if (_open.Count == maxFlows)
        {
            // Nothing is lost but what its record would have said better.
            long first = _order.First;
            Write(first, _open[first]);
            _open.Remove(first);
            _order.Remove(first);
            counts.FlowsForgotten++;
        }

        Flow flow = new();
        _open.Add(flowId, flow);
        _order.Add(flowId);
        return flow;
    }

    private void Write(long flowId, Flow flow)
    {
        if (flow.Source is null || flow.Destination is null)
        {
            counts.FlowsWithoutAddresses++;
            return;
        }

        using (Utf8JsonWriter json = new(output))
        {
            json.WriteStartObject();
            WriteTime(json, "timestamp", flow.Start);
            json.WriteNumber("flow_id", flowId);
            json.WriteString("event_type", "alert");
            json.WriteString("src_ip", flow.Source);
            WritePort(json, "src_port", flow.SourcePort);
            json.WriteString("dest_ip", flow.Destination);
            WritePort(json, "dest_port", flow.DestinationPort);
            if (flow.Protocol is not null)
            {
                json.WriteString("proto", flow.Protocol);
            }

            json.WriteStartObject("flow");
            WriteTime(json, "start", flow.Start);
            WriteTime(json, "end", flow.End);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        output.Write("\n"u8);
    }

    private static void WritePort(Utf8JsonWriter json, string name, int? port)
    {
        if (port is int number)
        {
            json.WriteNumber(name, number);
        }
    }

    private static void WriteTime(Utf8JsonWriter json, string name, long? microseconds)
    {
        if (microseconds is long time)
        {
            Span<byte> text = stackalloc byte[EveTime.TextLength];
            EveTime.Format(time, text);
            json.WritePropertyName(name);
            // The default escaping would turn the plus sign of the offset into \u002B.
            json.WriteRawValue([(byte)'"', .. text, (byte)'"'], skipInputValidation: true);
        }
    }

    /// <summary>What is known of a flow: what its own record says, else its first record, and the times of all.</summary>
    private sealed class Flow
    {
        public string? Source { get; private set; }

        public string? Destination { get; private set; }

        public int? SourcePort { get; private set; }

        public int? DestinationPort { get; private set; }

        public string? Protocol { get; private set; }

        public long? Start { get; private set; }

        public long? End { get; private set; }

        /// <param name="isWhole">It is the record of the flow itself.</param>
        public void Take(in EveRecord record, bool isWhole)
        {
            if ((isWhole || Source is null) && AddressOf(record, EveField.SrcIp) is string source && AddressOf(record, EveField.DestIp) is string destination)
            {
                (Source, Destination) = (source, destination);
                (SourcePort, DestinationPort) = (PortOf(record, EveField.SrcPort), PortOf(record, EveField.DestPort));
                Protocol = ProtocolOf(record);
            }

            if (isWhole && TimeOf(record, EveField.FlowStart) is long start && TimeOf(record, EveField.FlowEnd) is long end)
            {
                (Start, End) = (start, end);
            }
            else if (TimeOf(record, EveField.Timestamp) is long time)
            {
                (Start, End) = (Math.Min(Start ?? time, time), Math.Max(End ?? time, time));
            }
        }

        /// <summary>An address, or nothing: the text is the attacker's, and goes to a program that may not be as careful.</summary>
        private static string? AddressOf(in EveRecord record, EveField field) =>
            record.TryGetText(field, out EveText text) && text.IsPlain && IPAddress.TryParse(text.Raw, out _) ? Encoding.ASCII.GetString(text.Raw) : null;

        private static int? PortOf(in EveRecord record, EveField field) =>
            record.TryGetInt64(field, out long port) && port is >= 0 and <= ushort.MaxValue ? (int)port : null;

        private static string? ProtocolOf(in EveRecord record) =>
            record.TryGetText(EveField.Proto, out EveText text) && text.IsPlain && text.Raw.Length <= LongestProtocol ? Encoding.ASCII.GetString(text.Raw) : null;

        private static long? TimeOf(in EveRecord record, EveField field) =>
            record.TryGetText(field, out EveText text) && EveTime.TryParse(text.Raw, out long time) ? time : null;
    }
}
