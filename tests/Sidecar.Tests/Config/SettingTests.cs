using Sidecar.Config;
using Sidecar.Engine;
using Xunit;

namespace Sidecar.Tests.Config;

public sealed class SettingTests
{
    /// <summary>Each option with the ends of its range, or other values that are not the default.</summary>
    public static TheoryData<string, string, string> Values => new()
    {
        { "ingest.buffer", "1mb", "16gb" },
        { "ingest.when-full", "shed-oldest", "wait" },
        { "ingest.receiver", "engine", "thread" },
        { "ingest.max-record", "16mb", "1gb" },
        { "ingest.max-connections", "1", "65536" },
        { "inputs.files", "", "/var/log/suricata/eve.json,/tmp/a\\,b.json,-" },
        { "inputs.stream", "s", "/run/their eve.sock" },
        { "inputs.dgram", "", "/run/eve dgram.sock" },
        { "inputs.max-dgram", "64kb", "64mb" },
        { "inputs.users", "", "root,0,4711" },
        { "flows.memcap", "1kb", "56gb" },
        { "flows.max-transactions", "1", "100000000" },
        { "flows.slack", "0", "30d" },
        { "flows.timeouts.default.new", "0", "30d" },
        { "flows.timeouts.default.established", "0", "30d" },
        { "flows.timeouts.default.emergency-new", "0", "30d" },
        { "flows.timeouts.default.emergency-established", "0", "30d" },
        { "flows.timeouts.tcp.new", "0", "30d" },
        { "flows.timeouts.tcp.established", "0", "30d" },
        { "flows.timeouts.tcp.emergency-new", "0", "30d" },
        { "flows.timeouts.tcp.emergency-established", "0", "30d" },
        { "flows.timeouts.udp.new", "0", "30d" },
        { "flows.timeouts.udp.established", "0", "30d" },
        { "flows.timeouts.udp.emergency-new", "0", "30d" },
        { "flows.timeouts.udp.emergency-established", "0", "30d" },
        { "flows.timeouts.icmp.new", "0", "30d" },
        { "flows.timeouts.icmp.established", "0", "30d" },
        { "flows.timeouts.icmp.emergency-new", "0", "30d" },
        { "flows.timeouts.icmp.emergency-established", "0", "30d" },
        { "flows.emergency-recovery", "1", "100" },
        { "flows.max-delay", "1s", "1d" },
        { "profiles.window", "1m", "30d" },
        { "profiles.panes", "1", "60" },
        { "profiles.max-key-length", "16", "64kb" },
        { "profiles.max-keys", "16", "10000000" },
        { "profiles.max-memory", "1mb", "1024gb" },
        { "learning.interval", "1s", "1d" },
        { "learning.clusters", "2", "64" },
        { "learning.components", "1", "9" },
        { "learning.seed", "0", "9223372036854775807" },
        { "sift.rounds", "1", "1000" },
        { "sift.residual-target", "0", "1" },
        { "sift.min-head", "0.01", "1" },
        { "sift.max-services", "16", "100000000" },
        { "sift.anomaly-above", "0", "1" },
        { "sift.anomaly-below", "0", "1" },
        { "guards.min-records", "0", "9223372036854775807" },
        { "guards.min-share", "1E-05", "1" },
        { "guards.times-mean", "1.5", "1000000" },
        { "guards.max-sources", "1", "2147483647" },
        { "guards.min-sources", "2", "8" },
        { "guards.ticks-in-a-row", "2", "1000" },
        { "guards.never", "", "curl/8,*.example.org,10.0.0.0/8,Mozilla/5.0 (KHTML\\, like Gecko),back\\\\slash" },
        { "exclusions.life", "1s", "30d" },
        { "exclusions.max", "1", "10000000" },
        { "exclusions.calm-share", "0", "0.333" },
        { "exclusions.calm-ticks", "1", "1000000" },
        { "exclusions.max-by-hand", "1", "1000000" },
        { "verdicts.stats-interval", "0", "30d" },
        { "verdicts.home-nets", "", "[10.0.0.0/8, !10.1.0.0/16]" },
        { "verdicts.max-readers", "1", "10000" },
        { "verdicts.max-lines", "1", "10000000" },
        { "residual.file", "", "/var/log/eve-sidecar/residual.json" },
        { "residual.listen", "", "/run/eve-sidecar/residual.sock" },
        { "residual.connect", "", "/run/shipper/eve.sock" },
        { "residual.buffer", "64kb", "1gb" },
        { "residual.rotate", "64kb", "1024gb" },
        { "residual.keep", "0", "10000" },
        { "residual.max-readers", "1", "1000" },
        { "datasets.socket", "/run/suricata/command.sock", "" },
        { "datasets.views", "tls-sni", "dest-ip,tls-sni" },
        { "datasets.max-keys", "1", "1000000" },
        { "datasets.max-rate", "1", "100000" },
        { "datasets.retry", "1s", "1h" },
        { "elephants.socket", "/run/suricata/command.sock", "" },
        { "elephants.flows", "1", "100000" },
        { "elephants.max-rate", "1", "100000" },
        { "elephants.interval", "1s", "1d" },
        { "elephants.max-unknown", "1", "100000000" },
        { "snapshots.interval", "1s", "30d" },
        { "snapshots.sketches", "no", "yes" },
        { "snapshots.keep", "1", "1000000" },
        { "snapshots.level", "1", "19" },
        { "snapshots.state-interval", "1s", "30d" },
        { "snapshots.state-level", "1", "19" },
        { "snapshots.state-keep", "1", "1000000" },
        { "snapshots.state-max-bytes", "1mb", "1024gb" },
        { "snapshots.journal-max-bytes", "4kb", "1gb" },
        { "snapshots.restore", "yes", "no" },
        { "metrics.otlp", "http://127.0.0.1:4318", "https://otel.example/v1/metrics" },
        { "metrics.otlp-interval", "1s", "1d" },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void An_option_shows_what_it_read_and_nothing_else_changes(string path, string one, string other)
    {
        Setting setting = Settings.All.Single(setting => setting.Path == path);
        foreach (string text in (string[])[setting.Show(EngineOptions.Default), one, other])
        {
            Assert.True(setting.TrySet(EngineOptions.Default, text, out EngineOptions? changed, out string? fault), fault);
            Assert.Equal(text, setting.Show(changed));
            Assert.All(Settings.All.Where(rest => rest != setting), rest => Assert.Equal(rest.Show(EngineOptions.Default), rest.Show(changed)));
        }
    }

    [Fact]
    public void Every_option_is_in_the_table_once_and_says_what_it_is()
    {
        Assert.Equal(Settings.All.Select(setting => setting.Path), Values.Select(row => (string)row[0]));
        Assert.All(Settings.All, setting => Assert.EndsWith(".", setting.Help, StringComparison.Ordinal));
        Assert.All(Settings.All, setting => Assert.NotEmpty(setting.Unit));
    }

    [Theory]
    [InlineData("ingest.buffer", "1023kb")]
    [InlineData("ingest.buffer", "17gb")]
    [InlineData("inputs.max-dgram", "63kb")]
    [InlineData("flows.memcap", "0")]
    [InlineData("flows.memcap", "1023")]
    [InlineData("learning.components", "10")]
    [InlineData("guards.ticks-in-a-row", "1")]
    [InlineData("guards.min-share", "1.01")]
    [InlineData("guards.min-share", "1e400")]
    [InlineData("profiles.window", "59s")]
    [InlineData("profiles.window", "59")]
    public void A_value_outside_its_range_is_refused(string path, string text) =>
        Assert.Contains($"{text} is outside ", Fault(path, text), StringComparison.Ordinal);

    [Theory]
    [InlineData("ingest.buffer", "")]
    [InlineData("ingest.buffer", "mb")]
    [InlineData("ingest.buffer", "1.5mb")]
    [InlineData("ingest.buffer", "1 mb")]
    [InlineData("ingest.buffer", "64tb")]
    [InlineData("ingest.buffer", "9007199254740992kb")]
    [InlineData("learning.interval", "1w")]
    [InlineData("learning.interval", "-1s")]
    [InlineData("learning.seed", "0x7")]
    [InlineData("learning.seed", "1,000")]
    [InlineData("guards.min-share", "0,05")]
    [InlineData("guards.min-share", "-0.1")]
    [InlineData("ingest.when-full", "Shed-newest")]
    [InlineData("ingest.receiver", "yes")]
    [InlineData("inputs.stream", "")]
    public void What_is_no_such_value_is_refused(string path, string text) =>
        Assert.Contains($"'{text}' is no ", Fault(path, text), StringComparison.Ordinal);

    [Theory]
    [InlineData("ingest.buffer", "64MB", "64mb")]
    [InlineData("ingest.buffer", "1024kb", "1mb")]
    [InlineData("ingest.buffer", "1048577", "1048577")]
    [InlineData("profiles.window", "90", "90s")]
    [InlineData("profiles.window", "120m", "2h")]
    [InlineData("profiles.window", "24h", "1d")]
    [InlineData("guards.min-share", ".5", "0.5")]
    [InlineData("guards.never", " a , ,b,", "a,b")]
    public void A_value_may_be_written_in_several_ways(string path, string text, string shown)
    {
        Setting setting = Settings.All.Single(setting => setting.Path == path);
        Assert.True(setting.TrySet(EngineOptions.Default, text, out EngineOptions? changed, out string? fault), fault);
        Assert.Equal(shown, setting.Show(changed));
    }

    private static string Fault(string path, string text)
    {
        Assert.False(Settings.All.Single(setting => setting.Path == path).TrySet(EngineOptions.Default, text, out EngineOptions? changed, out string? fault));
        Assert.Null(changed);
        Assert.StartsWith(path + ": ", fault, StringComparison.Ordinal);
        return fault;
    }
}
