using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace Sidecar.EndToEnd;

/// <summary>What monitoring gets of a running sidecar.</summary>
public sealed class MetricsTests
{
    [Fact]
    public void Promtool_has_nothing_against_the_metrics()
    {
        using SidecarProcess sidecar = SidecarProcess.Start();
        using (EveClient suricata = new(sidecar.EveSocket))
            suricata.Send(LoudTraffic.Of("loud/1.0") + "{\n");
        string metrics = "";
        SidecarProcess.WaitUntil(() => (metrics = Metrics(sidecar)).Contains("\neve_sidecar_records_received_total 10401\n", StringComparison.Ordinal), "all is counted");
        Assert.Contains("\neve_sidecar_records_parsed_total{event_type=\"flow\"} 5200\n", metrics, StringComparison.Ordinal);
        Assert.Contains("\neve_sidecar_records_rejected_total{cause=\"", metrics, StringComparison.Ordinal);

        Finished said = Promtool(["check", "metrics"], metrics);
        Assert.Equal((0, ""), (said.ExitCode, said.Text + said.Talk));
    }

    [Fact]
    public void The_verdict_socket_brings_an_account_of_each_minute_and_the_last_one_is_whole()
    {
        using SidecarProcess sidecar = SidecarProcess.Start("--set", "verdicts.stats-interval=60s");
        using VerdictClient reader = new(sidecar.VerdictSocket);
        sidecar.WaitForReaders(1);
        using (EveClient suricata = new(sidecar.EveSocket))
            suricata.Send(LoudTraffic.Of("loud/1.0"));
        Finished finished = sidecar.Stop().Balanced();
        JsonElement[] accounts = [.. reader.Lines().Select(line => JsonDocument.Parse(line).RootElement).Where(line => line.GetProperty("event_type").GetString() == "sidecar_stats")];
        // Four ticks between five minutes, and the one at the end.
        Assert.Equal(5, accounts.Length);
        JsonElement records = accounts[^1].GetProperty("sidecar_stats").GetProperty("records");
        Assert.Equal(finished.Received, records.GetProperty("received").GetInt64());
        Assert.Equal(finished.Parsed, records.GetProperty("by_type").EnumerateObject().Sum(type => type.Value.GetInt64()));
    }

    internal static string Metrics(SidecarProcess sidecar)
    {
        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(sidecar.ControlSocket));
        socket.Send("GET /metrics HTTP/1.0\r\nHost: a\r\n\r\n"u8);
        using NetworkStream stream = new(socket);
        using StreamReader reader = new(stream, Encoding.UTF8);
        string answer = reader.ReadToEnd();
        Assert.StartsWith("HTTP/1.1 200 OK\r\n", answer, StringComparison.Ordinal);
        return answer[(answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];
    }

    /// <summary>Of a metric without labels.</summary>
    internal static long ValueOf(SidecarProcess sidecar, string metric) =>
        long.Parse(Regex.Match(Metrics(sidecar), $"^{metric} ([0-9]+)$", RegexOptions.Multiline).Groups[1].Value, CultureInfo.InvariantCulture);

    internal static Finished Promtool(IEnumerable<string> arguments, string input)
    {
        try
        {
            return SidecarProcess.RunProgram("promtool", arguments, Encoding.UTF8.GetBytes(input));
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            Assert.Fail($"not run: promtool is missing (package prometheus): {e.Message}");
            throw;
        }
    }
}
