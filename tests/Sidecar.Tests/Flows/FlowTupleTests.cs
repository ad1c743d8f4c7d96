using System.Text;
using Sidecar.Engine.Eve;
using Sidecar.Engine.Flows;
using Sidecar.Engine.Profiles;
using Xunit;

namespace Sidecar.Tests.Flows;

/// <summary>Which records of one flow_id can be of one flow.</summary>
public sealed class FlowTupleTests
{
    private const string Ports = "\"src_port\":1,\"dest_port\":2,";

    [Fact]
    public void Both_directions_are_one() => Assert.Equal(
        Of("10.0.0.1", "10.0.0.2", "TCP", Ports), Of("10.0.0.2", "10.0.0.1", "TCP", "\"src_port\":2,\"dest_port\":1,"));

    [Theory]
    [InlineData("10.0.0.3", "10.0.0.2", "TCP", Ports)]
    [InlineData("10.0.0.1", "10.0.0.3", "TCP", Ports)]
    [InlineData("10.0.0.1", "10.0.0.2", "UDP", Ports)]
    [InlineData("10.0.0.1", "10.0.0.2", "TCP", "\"src_port\":1,\"dest_port\":3,")]
    [InlineData("10.0.0.1", "10.0.0.2", "TCP", "\"src_port\":0,\"dest_port\":0,")]
    [InlineData("10.0.0.1", "10.0.0.2", "ICMP", "")]
    public void Whatever_differs_is_another(string source, string destination, string protocol, string ports) =>
        Assert.True(FlowTuple.Differ((uint)Of("10.0.0.1", "10.0.0.2", "TCP", Ports), Of(source, destination, protocol, ports)));

    [Theory]
    [InlineData("TCP")]
    [InlineData("UDP")]
    public void Where_ports_belong_and_none_are_named_it_is_not_known(string protocol)
    {
        Assert.Equal(FlowTuple.Unknown, Of("10.0.0.1", "10.0.0.2", protocol, ""));
        Assert.False(FlowTuple.Differ((uint)Of("10.0.0.1", "10.0.0.2", protocol, Ports), FlowTuple.Unknown));
        Assert.NotEqual(FlowTuple.Unknown, Of("10.0.0.1", "10.0.0.2", "ICMP", ""));
    }

    private static ulong Of(string source, string destination, string protocol, string ports)
    {
        EveParser parser = new(FieldTable.Engine);
        Assert.Equal(EveStatus.Ok, parser.Parse(Encoding.ASCII.GetBytes($"{{\"flow_id\":1,\"src_ip\":\"{source}\",\"dest_ip\":\"{destination}\",{ports}\"proto\":\"{protocol}\"}}"), out EveRecord record));
        RecordValues values = new(FieldTable.Engine.SlotCount);
        return FlowTuple.Of(record, FlowWords.ProtocolOf(record), values.HashOf(record, (int)EveField.SrcIp), values.HashOf(record, (int)EveField.DestIp));
    }
}
