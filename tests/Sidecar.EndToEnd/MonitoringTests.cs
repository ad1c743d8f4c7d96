using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace Sidecar.EndToEnd;

/// <summary>The alert rules and the dashboard that are shipped for Prometheus and Grafana, by promtool and beside a running sidecar.</summary>
public sealed partial class MonitoringTests
{
    private static readonly string s_rules = Path.Combine(FixtureFiles.Root, "monitoring", "alerts.yaml");
    private static readonly string s_dashboard = Path.Combine(FixtureFiles.Root, "monitoring", "grafana-dashboard.json");

    [Fact]
    public void The_alert_rules_are_rules_and_say_what_they_should_of_made_up_figures()
    {
        Promtool("check", "rules", s_rules);
        Promtool("test", "rules", FixtureFiles.PathOf("alerts.test.yaml"));
        string tests = File.ReadAllText(FixtureFiles.PathOf("alerts.test.yaml"));
        string[] alerts = [.. Regex.Matches(File.ReadAllText(s_rules), @"- alert: (\w+)").Select(alert => alert.Groups[1].Value)];
        Assert.InRange(alerts.Length, 5, 20);
        Assert.All(alerts, alert => Assert.True(Regex.Count(tests, $@"\b{alert}\b") >= 2, $"{alert} is not tested quiet and firing"));
    }

    [Fact]
    public void Every_name_and_label_that_they_use_is_one_that_a_running_sidecar_gives()
    {
        using SidecarProcess sidecar = SidecarProcess.Start();
        using EveClient suricata = new(sidecar.EveSocket);
        suricata.Send(Stats(second: 0, uptime: 10, flows: 0) + LoudTraffic.Of("loud/1.0") + "{\"timestamp\":\"2026-01-05T08:04:02.000000+0000\",\"event_type\":\"alert\",\"torn\":\"" + Stats(second: 8, uptime: 18, flows: 9000));
        string metrics = "";
        SidecarProcess.WaitUntil(() => (metrics = MetricsTests.Metrics(sidecar)).Contains("\neve_sidecar_records_received_total 10403\n", StringComparison.Ordinal), "all is counted");
        HashSet<string> names = [.. Regex.Matches(metrics, "^eve_sidecar_[a-z_]+", RegexOptions.Multiline).Select(name => name.Value)];
        HashSet<string> labels = [.. Regex.Matches(metrics, "[{,]([a-z_]+)=\"").Select(label => label.Groups[1].Value), "instance"];

        string rules = File.ReadAllText(s_rules);
        string[] expressions = Expressions();
        string[] used = [.. expressions.Append(rules).SelectMany(text => MetricName().Matches(text)).Select(name => name.Value).Distinct()];
        Assert.InRange(used.Length, 25, 60);
        Assert.Equal([], used.Where(name => !names.Contains(name)));
        Assert.Equal([], expressions.Append(rules).SelectMany(text => Grouping().Matches(text)).SelectMany(group => group.Groups[1].Value.Split(", ")).Distinct().Where(label => !labels.Contains(label)));
        Assert.Equal([], Legends().SelectMany(legend => Regex.Matches(legend, @"{{(\w+)}}")).Select(label => label.Groups[1].Value).Distinct().Where(label => !labels.Contains(label)));
    }

    [Fact]
    public void Promtool_reads_every_expression_of_the_dashboard()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("sidecar-rules-");
        try
        {
            string file = Path.Combine(folder.FullName, "rules.yaml");
            string[] rules = [.. Expressions().Select((expression, i) =>
                $"      - {{record: \"a:{i}\", expr: {JsonSerializer.Serialize(expression.Replace("$__rate_interval", "1m", StringComparison.Ordinal))}}}")];
            Assert.InRange(rules.Length, 20, 60);
            File.WriteAllText(file, $"groups:\n  - name: dashboard\n    rules:\n{string.Join('\n', rules)}\n");
            Promtool("check", "rules", "--lint=none", file);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Every_expression_of_the_dashboard_has_a_number_over_the_figures_of_a_running_sidecar()
    {
        using SidecarProcess sidecar = SidecarProcess.Start();
        using EveClient suricata = new(sidecar.EveSocket);
        suricata.Send(Stats(second: 0, uptime: 10, flows: 0));
        string first = "", last = "";
        SidecarProcess.WaitUntil(() => (first = MetricsTests.Metrics(sidecar)).Contains("\neve_sidecar_records_received_total 1\n", StringComparison.Ordinal), "the first is counted");
        suricata.Send(LoudTraffic.Of("loud/1.0") + "{\"timestamp\":\"2026-01-05T08:04:02.000000+0000\",\"event_type\":\"alert\",\"torn\":\"" + Stats(second: 8, uptime: 18, flows: 9000));
        SidecarProcess.WaitUntil(() => (last = MetricsTests.Metrics(sidecar)).Contains("\neve_sidecar_records_received_total 10403\n", StringComparison.Ordinal), "all is counted");
        DirectoryInfo folder = Directory.CreateTempSubdirectory("sidecar-rules-");
        try
        {
            // A number that is none is not equal to itself.
            string[] asked = [.. Expressions().Select(expression => expression.Replace("$__rate_interval", "4m", StringComparison.Ordinal).Replace("$instance", ".*", StringComparison.Ordinal))
                .Select(expression => JsonSerializer.Serialize(new { expr = $"count(({expression}) == ({expression})) > bool 0", eval_time = "3m", exp_samples = new[] { new { labels = "{}", value = 1 } } }))];
            Dictionary<string, string> before = Series(first);
            string[] series = [.. Series(last).Select(one => JsonSerializer.Serialize(new { series = one.Key, values = $"{before.GetValueOrDefault(one.Key, "_")} {one.Value} {one.Value} {one.Value}" }))];
            string file = Path.Combine(folder.FullName, "test.yaml");
            File.WriteAllText(file, $$"""{"evaluation_interval":"1m","tests":[{"interval":"1m","input_series":[{{string.Join(",\n", series)}}],"promql_expr_test":[{{string.Join(",\n", asked)}}]}]}""");
            Promtool("test", "rules", file);
            // The same without its figures has no number, and promtool says so.
            File.WriteAllText(file, File.ReadAllText(file).Replace("\"series\":\"eve_sidecar_flows_live_by_state", "\"series\":\"eve_sidecar_gone", StringComparison.Ordinal));
            Assert.NotEqual(0, MetricsTests.Promtool(["test", "rules", file], "").ExitCode);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void The_dashboard_has_what_Grafana_s_types_ask_for_and_nothing_that_they_do_not_know()
    {
        JsonElement dashboard = JsonDocument.Parse(File.ReadAllText(s_dashboard)).RootElement;
        Names(dashboard, "annotations description editable graphTooltip links panels refresh schemaVersion tags templating time timezone title uid version");
        foreach (JsonElement variable in dashboard.GetProperty("templating").GetProperty("list").EnumerateArray())
        {
            Names(variable, "name label type query hide datasource refresh sort multi includeAll allValue current");
            if (variable.TryGetProperty("current", out JsonElement current))
                Names(current, "text value", isAll: true);
        }

        foreach (JsonElement panel in Panels())
        {
            Names(panel, "id type title description datasource gridPos fieldConfig targets options", isAll: true);
            Names(panel.GetProperty("fieldConfig"), "defaults overrides", isAll: true);
            Assert.All(panel.GetProperty("targets").EnumerateArray(), target => Names(target, "refId datasource expr legendFormat", isAll: true));
            JsonElement options = panel.GetProperty("options");
            if (panel.GetProperty("type").GetString() == "stat")
            {
                Names(options, "reduceOptions colorMode graphMode textMode", isAll: true);
                Names(options.GetProperty("reduceOptions"), "calcs fields values", isAll: true);
            }
            else
            {
                Assert.Equal("timeseries", panel.GetProperty("type").GetString());
                Names(options, "legend tooltip", isAll: true);
                Names(options.GetProperty("legend"), "calcs displayMode placement showLegend", isAll: true);
                Names(options.GetProperty("tooltip"), "mode sort", isAll: true);
            }
        }
    }

    [Fact]
    public void The_panels_of_the_dashboard_stand_side_by_side_and_ask_the_chosen_source_and_instance()
    {
        JsonElement[] panels = Panels();
        Assert.InRange(panels.Length, 10, 30);
        Assert.Equal(panels.Length, panels.Select(panel => panel.GetProperty("id").GetInt32()).Distinct().Count());
        HashSet<(int X, int Y)> taken = [];
        foreach (JsonElement panel in panels)
        {
            Assert.Equal("${datasource}", panel.GetProperty("datasource").GetProperty("uid").GetString());
            Assert.NotEmpty(panel.GetProperty("description").GetString()!);
            JsonElement place = panel.GetProperty("gridPos");
            (int x, int y, int width, int height) = (Number(place, "x"), Number(place, "y"), Number(place, "w"), Number(place, "h"));
            Assert.InRange(x + width, 1, 24);
            for (int cell = 0; cell < width * height; cell++)
                Assert.True(taken.Add((x + (cell % width), y + (cell / width))), panel.GetProperty("title").GetString());
        }

        Assert.All(Expressions(), expression => Assert.Equal(MetricName().Count(expression), Regex.Count(expression, Regex.Escape("{instance=~\"$instance\"}"))));
    }

    /// <param name="isAll">None of them may be absent.</param>
    private static void Names(JsonElement of, string known, bool isAll = false)
    {
        string[] names = [.. of.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal)];
        string[] may = [.. known.Split(' ').Order(StringComparer.Ordinal)];
        Assert.Equal([], names.Except(may));
        if (isAll)
            Assert.Equal(may, names);
    }

    /// <summary>Series and value, of the text that Prometheus reads.</summary>
    private static Dictionary<string, string> Series(string metrics) => metrics.Split('\n').Where(line => line.Length > 0 && line[0] != '#')
        .Select(line => (Series: line[..line.LastIndexOf(' ')], Value: line[(line.LastIndexOf(' ') + 1)..])).ToDictionary(one => one.Series, one => one.Value);

    private static JsonElement[] Panels() => [.. JsonDocument.Parse(File.ReadAllText(s_dashboard)).RootElement.GetProperty("panels").EnumerateArray()];

    private static string[] Expressions() => Targets("expr");

    private static string[] Legends() => Targets("legendFormat");

    private static string[] Targets(string field) =>
        [.. Panels().SelectMany(panel => panel.GetProperty("targets").EnumerateArray()).Select(target => target.GetProperty(field).GetString()!)];

    private static string Stats(int second, int uptime, int flows) =>
        $$$$"""{"timestamp":"2026-01-05T08:00:0{{{{second}}}}.000000+0000","event_type":"stats","stats":{"uptime":{{{{uptime}}}},"flow":{"total":1,"end":{"state":{"new":0,"established":{{{{flows}}}},"closed":0}}},"app_layer":{"tx":{"http":0}},"detect":{"alert":0}}}""" + "\n";

    private static int Number(JsonElement of, string name) => of.GetProperty(name).GetInt32();

    private static void Promtool(params string[] arguments)
    {
        Finished said = MetricsTests.Promtool(arguments, "");
        Assert.True(said.ExitCode == 0, said.Text + said.Talk);
    }

    [GeneratedRegex(@"\beve_sidecar_[a-z_]+")]
    private static partial Regex MetricName();

    [GeneratedRegex(@"\b(?:by|without) \(([a-z_, ]+)\)")]
    private static partial Regex Grouping();
}
