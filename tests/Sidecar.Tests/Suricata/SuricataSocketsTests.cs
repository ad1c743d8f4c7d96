using Sidecar.Config;
using Sidecar.Engine;
using Sidecar.Suricata;
using Xunit;

namespace Sidecar.Tests.Suricata;

public sealed class SuricataSocketsTests : IDisposable
{
    private const string Ours = "eve-log: {enabled: yes, filetype: unix_stream, filename: /run/a/eve.sock}";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData($"outputs: [{Ours}]", "/run/a/eve.sock", "")]
    [InlineData("outputs: [eve-log: {enabled: no, filetype: unix_stream, filename: /run/a/eve.sock}]", "eve.sock", "")]
    [InlineData("outputs: [eve-log: {enabled: yes, filetype: regular, filename: eve.json}]", "eve.sock", "")]
    [InlineData("default-log-dir: /var/log/x\noutputs: [eve-log: {enabled: yes, filetype: unix_stream, filename: s}]", "/var/log/x/s", "")]
    [InlineData($"outputs: [{Ours}, eve-log: {{enabled: yes, filetype: unix_dgram, filename: /run/a/d.sock}}]", "/run/a/eve.sock", "/run/a/d.sock")]
    // Which of two is ours, suricata.yaml does not say.
    [InlineData($"outputs: [{Ours}, eve-log: {{enabled: yes, filetype: unix_stream, filename: /run/b/eve.sock}}]", "eve.sock", "")]
    [InlineData("", "eve.sock", "")]
    public void The_socket_of_the_only_eve_log_is_listened_on(string yaml, string stream, string datagrams)
    {
        EngineOptions options = SuricataSockets.Listen(Read(yaml), EngineOptions.Default);
        Assert.Equal((stream, datagrams), (options.Inputs.StreamPath, options.Inputs.DatagramPath));
    }

    [Theory]
    [InlineData("unix-command: {enabled: yes, filename: /var/run/suricata-command.socket}", "/var/run/suricata-command.socket")]
    [InlineData("unix-command: {enabled: auto, filename: mine.socket}", "/var/run/suricata/mine.socket")]
    [InlineData("unix-command: {enabled: auto}", "/var/run/suricata/suricata-command.socket")]
    public void The_command_socket_stands_for_auto_and_for_nothing_else(string yaml, string socket)
    {
        Assert.Equal(socket, Resolved(yaml, "auto"));
        Assert.Equal("/run/other.sock", Resolved(yaml, "/run/other.sock"));
        Assert.Equal("", Resolved(yaml, ""));
    }

    [Theory]
    [InlineData("7.0.10", true)]
    [InlineData("8.0", true)]
    [InlineData("9.0-dev", false)]
    [InlineData("70", false)]
    [InlineData("", false)]
    public void A_version_is_known_by_its_first_number(string version, bool known) => Assert.Equal(known, TriedVersions.Has(version));

    [Fact]
    public void A_time_out_that_a_later_Suricata_writes_otherwise_is_said_and_left_as_it_is()
    {
        List<string> said = [];
        EngineOptions options = SuricataFlowSettings.Apply(
            Read("suricata-version: \"9.0-dev\"\nflow-timeouts:\n  tcp: {new: auto, established: 5}\n"), EngineOptions.Default, said.Add);
        Assert.Equal((EngineOptions.Default.Flows.Timeouts.Tcp.New, 5), (options.Flows.Timeouts.Tcp.New, options.Flows.Timeouts.Tcp.Established));
        Assert.Contains("suricata.yaml:3: flows.timeouts.tcp.new: 'auto' is no time", Assert.Single(said), StringComparison.Ordinal);
    }

    private string Resolved(string yaml, string socket) =>
        SuricataSockets.Resolve(Read(yaml), ConfigurationReader.Read(null, [$"datasets.socket={socket}"])).Datasets.Socket;

    private SuricataYaml Read(string text)
    {
        string file = _folder.PathOf("suricata.yaml");
        File.WriteAllText(file, text);
        return SuricataYaml.Read(file);
    }
}
