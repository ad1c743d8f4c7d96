using System.IO.Hashing;
using System.Runtime.CompilerServices;
using Sidecar.Engine.Eve;

namespace Sidecar.Engine.Flows;

/// <summary>
/// What tells two flows with one flow_id apart: protocol and both endpoints, as a record names them. Pure.
/// </summary>
internal static class FlowTuple
{
    /// <summary>Not known: a record of TCP or UDP that names no ports, as those of lua/, which leave them to the flow record.</summary>
    public const ulong Unknown = 0;

    /// <summary>Whether a flow of one tuple cannot be the flow of another; of one that is not known nothing can be said.</summary>
    public static bool Differ(uint one, ulong other) => one != (uint)other && one != Unknown && (uint)other != Unknown;

    /// <summary>
    /// Hash of protocol and both endpoints, the same in both directions: a fileinfo record of the server's answer has
    /// them the other way round.
    /// </summary>
    /// <param name="source">Hash of the address that the record came from; 0 when it names none.</param>
    /// <param name="destination">The same of where it went to.</param>
    public static ulong Of(in EveRecord record, FlowProtocol protocol, ulong source, ulong destination)
    {
        bool hasPorts = record.TryGetInt64(EveField.SrcPort, out long sourcePort) | record.TryGetInt64(EveField.DestPort, out long destinationPort);
        if (protocol is FlowProtocol.Tcp or FlowProtocol.Udp && !hasPorts)
        {
            return Unknown;
        }

        ulong sum = Endpoint(source, sourcePort) + Endpoint(destination, destinationPort);
        return sum ^ (protocol is FlowProtocol.Tcp or FlowProtocol.Udp ? (ulong)protocol : HashOfOther(record));
    }

    /// <summary>An address stands for itself, a port beside it changes half of all bits (a Fibonacci hash: Knuth, volume 3, 6.4).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Endpoint(ulong address, long port)
    {
        const ulong Golden = 0x9e37_79b9_7f4a_7c15;
        ulong mixed = (address + ((ulong)port * Golden)) * Golden;
        return address == 0 ? 0 : mixed ^ (mixed >> 32);
    }

    private static ulong HashOfOther(in EveRecord record) =>
        record.TryGetText(EveField.Proto, out EveText proto) ? XxHash3.HashToUInt64(proto.Raw) : 0;
}
