using System.Net.Sockets;
using System.Text.RegularExpressions;
using Xunit;

namespace Sidecar.EndToEnd;

/// <summary>The figures as OpenTelemetry gets them, beside the same at /metrics.</summary>
public sealed class OtlpTests
{
    [Fact]
    public void A_collector_gets_the_instruments_of_the_metrics_page_with_their_values()
    {
        using OtlpReceiver collector = new(OtlpReceiver.FreePort());
        using SidecarProcess sidecar = SidecarProcess.Start("--set", $"metrics.otlp={collector.Address}", "--set", "metrics.otlp-interval=1s");
        using (EveClient suricata = new(sidecar.EveSocket))
            suricata.Send(LoudTraffic.Of("loud/1.0") + "{\n");
        SidecarProcess.WaitUntil(() => collector.Latest?.Points.GetValueOrDefault("eve_sidecar.records.received") == 10_401, "the collector has all");
        OtlpRequest sent = collector.Latest!;
        Assert.Equal("POST /v1/metrics application/x-protobuf", sent.Head);
        Assert.Equal("eve-sidecar", sent.Resource["service.name"]);
        Assert.Equal(5200, sent.Points["eve_sidecar.records.parsed{event_type=http}"]);
        Assert.Equal(41, sent.Points["eve_sidecar.view.keys{view=http-user-agent}"]);
        Assert.Equal(("By", true), sent.Instruments["eve_sidecar.records.read"]);
        Assert.Equal(("s", false), sent.Instruments["eve_sidecar.uptime"]);

        string page = MetricsTests.Metrics(sidecar);
        Assert.Equal(
            Regex.Matches(page, "^# TYPE (.+)$", RegexOptions.Multiline).Select(type => type.Groups[1].Value).Order(StringComparer.Ordinal),
            sent.Instruments.Select(one => TypeLine(one.Key, one.Value.Unit, one.Value.IsCounter)).Order(StringComparer.Ordinal));
        Assert.Equal(Regex.Count(page, "^eve_sidecar", RegexOptions.Multiline), sent.Points.Count);
        sidecar.Stop().Balanced();
        Assert.DoesNotContain("metrics:", sidecar.Talk, StringComparison.Ordinal);
    }

    [Fact]
    public void A_collector_that_is_not_there_is_said_once_and_so_is_that_it_came()
    {
        int port = OtlpReceiver.FreePort();
        using SidecarProcess sidecar = SidecarProcess.Start("--set", $"metrics.otlp=http://127.0.0.1:{port}", "--set", "metrics.otlp-interval=1s");
        SidecarProcess.WaitUntil(() => sidecar.Talk.Contains($"metrics: http://127.0.0.1:{port}/v1/metrics does not take them; tried again every 1 s\n", StringComparison.Ordinal), "it says so");
        using (new OtlpReceiver(port))
            SidecarProcess.WaitUntil(() => sidecar.Talk.Contains("takes them again\n", StringComparison.Ordinal), "it found the collector");
        sidecar.Stop().Balanced();
        Assert.Equal(1, Regex.Count(sidecar.Talk, "takes them again"));
    }

    [Fact]
    public void A_collector_that_never_answers_holds_up_neither_the_records_nor_for_long_the_end()
    {
        using TcpListener silent = new(System.Net.IPAddress.Loopback, 0);
        silent.Start();
        using SidecarProcess sidecar = SidecarProcess.Start("--set", $"metrics.otlp=http://{silent.LocalEndpoint}", "--set", "metrics.otlp-interval=1s");
        SidecarProcess.WaitUntil(() => sidecar.Talk.Contains("does not take them", StringComparison.Ordinal), "it waited in vain");
        using (EveClient suricata = new(sidecar.EveSocket))
            suricata.Send(LoudTraffic.Of("loud/1.0"));
        Assert.Equal(10_400, sidecar.Stop().Balanced().Parsed);
    }

    [Fact]
    public void An_address_that_is_none_is_refused()
    {
        Finished refused = SidecarProcess.Run(["config", "check", "--set", "metrics.otlp=localhost:4318"]);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("metrics.otlp: 'localhost:4318' is no address that begins with http:// or https://", refused.Talk, StringComparison.Ordinal);
    }

    /// <summary>As OpenTelemetry lays down how Prometheus names its instruments.</summary>
    private static string TypeLine(string name, string unit, bool isCounter) =>
        $"{name.Replace('.', '_')}{unit switch { "s" => "_seconds", "By" => "_bytes", _ => "" }}{(isCounter ? "_total counter" : " gauge")}";
}
