using System.IO.Hashing;
using Sidecar.Engine.Eve;

namespace Sidecar.Engine.Flows;

/// <summary>
/// What tells two flows with one flow_id apart: protocol and both endpoints, as a record names them. Pure.
/// </summary>
internal static class FlowTuple
{
    /// <summary>
    /// Hash of protocol and both endpoints, the same in both directions: a fileinfo record of the server's answer has
    /// them the other way round.
    /// </summary>
    public static ulong Of(in EveRecord record) =>
        (Endpoint(record, EveField.SrcIp, EveField.SrcPort) + Endpoint(record, EveField.DestIp, EveField.DestPort))
        ^ (record.TryGetText(EveField.Proto, out EveText proto) ? XxHash3.HashToUInt64(proto.Raw) : 0);

    private static ulong Endpoint(in EveRecord record, EveField address, EveField port)
    {
        record.TryGetInt64(port, out long number);
        return record.TryGetText(address, out EveText text) ? XxHash3.HashToUInt64(text.Raw, number) : 0;
    }
}
