using System.IO.Hashing;
using Sidecar.Engine.Eve;

namespace Sidecar.Engine.Flows;

/// <summary>
/// What tells two flows with one flow_id apart: protocol and both endpoints, as a record names them. Pure.
/// </summary>
internal static class FlowTuple
{
    /// <summary>Not known: a record of TCP or UDP that names no ports, as those of lua/, which leave them to the flow record.</summary>
    public const ulong Unknown = 0;

    private static readonly ulong s_tcp = XxHash3.HashToUInt64("TCP"u8);
    private static readonly ulong s_udp = XxHash3.HashToUInt64("UDP"u8);

    /// <summary>Whether a flow of one tuple cannot be the flow of another; of one that is not known nothing can be said.</summary>
    public static bool Differ(uint one, ulong other) => one != (uint)other && one != Unknown && (uint)other != Unknown;

    /// <summary>
    /// Hash of protocol and both endpoints, the same in both directions: a fileinfo record of the server's answer has
    /// them the other way round.
    /// </summary>
    public static ulong Of(in EveRecord record)
    {
        bool hasPorts = record.TryGetInt64(EveField.SrcPort, out long source) | record.TryGetInt64(EveField.DestPort, out long destination);
        record.TryGetText(EveField.Proto, out EveText proto);
        ulong protocol = proto.Raw.SequenceEqual("TCP"u8) ? s_tcp : proto.Raw.SequenceEqual("UDP"u8) ? s_udp : 0;
        if (protocol == 0)
        {
            protocol = proto.Raw.IsEmpty ? 0 : XxHash3.HashToUInt64(proto.Raw);
        }
        else if (!hasPorts)
        {
            return Unknown;
        }

        return (Endpoint(record, EveField.SrcIp, source) + Endpoint(record, EveField.DestIp, destination)) ^ protocol;
    }

    private static ulong Endpoint(in EveRecord record, EveField address, long port) =>
        record.TryGetText(address, out EveText text) ? XxHash3.HashToUInt64(text.Raw, port) : 0;
}
