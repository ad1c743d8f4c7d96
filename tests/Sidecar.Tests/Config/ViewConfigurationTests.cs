using Sidecar.Config;
using Sidecar.Engine;
using Sidecar.Engine.Profiles;
using Xunit;

namespace Sidecar.Tests.Config;

public sealed class ViewConfigurationTests : IDisposable
{
    private const string New = "views:\n- name: ssh\n  kind: actor\n  records: ssh\n  key: ssh.client.software_version\n  distinct: [src_ip, dest_ip]\n";

    private readonly TemporaryFolder _folder = new();

    private string Yaml => _folder.PathOf("sidecar.yaml");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_shipped_file_says_what_is_so_without_it() => Assert.Equal(
        Shown(EngineOptions.Default.Views),
        Shown(ConfigurationReader.Read(Path.Combine(House.HouseTests.Root(), "suricata-config", "sidecar.yaml"), []).Views));

    [Fact]
    public void A_shipped_view_is_changed_where_something_is_said_and_nowhere_else()
    {
        IReadOnlyList<View> views = Read("views:\n- name: tls-sni\n  enabled: no\n", "views.src-ip.sums=flows", "views.dest-ip.nameless=no");
        Assert.Equal(
            Shown(ShippedViews.All).Select(line => line
                .Replace("tls-sni: enabled=yes", "tls-sni: enabled=no", StringComparison.Ordinal)
                .Replace("nameless=yes", "nameless=no", StringComparison.Ordinal)
                .Replace(line.StartsWith("src-ip", StringComparison.Ordinal) ? "sums=flows,flow.bytes,flow.pkts" : "none", "sums=flows", StringComparison.Ordinal)),
            Shown(views));
    }

    [Fact]
    public void A_new_view_stands_behind_the_shipped_ones() => Assert.Equal(
        "ssh: enabled=yes kind=actor effect=exclude records=ssh nameless=no key=ssh.client.software_version distinct=src_ip,dest_ip sums=flows,flow.bytes,flow.pkts where=",
        Shown(Read(New))[^1]);

    [Theory]
    [InlineData("key: src_ip", "mark")]
    [InlineData("key: http.hostname else src_ip", "mark")]
    [InlineData("key: src_ip + dest_ip", "mark")]
    [InlineData("key: dest_ip", "exclude")]
    [InlineData("key: dest_ip\n  effect: mark", "mark")]
    [InlineData("key: src_ip\n  effect: exclude", "exclude")]
    public void A_new_view_that_names_hosts_only_marks_unless_it_is_told_to_exclude(string key, string effect) => Assert.Contains(
        $"effect={effect} ", Shown(Read($"views:\n- name: mine\n  kind: service\n  records: [http, tls]\n  {key}\n  distinct: src_ip\n"))[^1], StringComparison.Ordinal);

    [Fact]
    public void A_new_view_of_alerts_only_marks() => Assert.Contains(
        "effect=mark ", Shown(Read("views:\n- name: mine\n  kind: service\n  records: alert\n  key: alert.category\n  distinct: src_ip\n"))[^1], StringComparison.Ordinal);

    [Theory]
    [InlineData("views:\n- name: tls-sni\n  enable: no\n", ":3: there is no option 'views.tls-sni.enable'; the nearest is 'views.tls-sni.enabled'")]
    [InlineData("views:\n- name: tls-sni\n  enabled: perhaps\n", ":3: views.tls-sni.enabled: 'perhaps' is none of yes, no, true, false")]
    [InlineData("views:\n- name: tls-sni\n  kind: host\n", ":3: views.tls-sni.kind: 'host' is none of service, actor")]
    [InlineData("views:\n- name: tls-sni\n  key: tls..sni\n", ":3: views.tls-sni.key: Field path 'tls..sni' is refused: a key is empty")]
    [InlineData("views:\n- name: tls-sni\n  key: tls.sni or dest_ip\n", ":3: views.tls-sni.key: 'tls.sni or dest_ip' has a blank: write FIELD else FIELD")]
    [InlineData("views:\n- name: tls-sni\n  where: tls.version\n", ":3: views.tls-sni.where: 'tls.version' is no condition: write FIELD=VALUE")]
    [InlineData("views:\n- name: tls-sni\n  distinct:\n  - a: b\n", ":4: views.tls-sni.distinct: expected a text or a list of texts")]
    [InlineData("views:\n- name: tls-sni\n  distinct: []\n  effect: mark\n  sums: []\n", ":2: views.tls-sni: distinct, sums: there is nothing to learn from")]
    [InlineData("views:\n- name: tls-sni\n  distinct: [src_ip, src_ip]\n", ":2: views.tls-sni: distinct, sums: a field stands there twice")]
    [InlineData("views:\n- name: tls-sni\n  distinct: [src_ip, a + b]\n", ":2: views.tls-sni: distinct: only a key puts fields together")]
    [InlineData("views:\n- name: tls-sni\n  distinct: [src_ip, a, b, c, d, e]\n  sums: [flows, f]\n", ":2: views.tls-sni: 7 fields are counted or summed, at most 6 can be")]
    [InlineData("views:\n- name: tls-sni\n  sums: [flows, a..b]\n", ":2: views.tls-sni: sums: Field path 'a..b' is refused")]
    [InlineData("views:\n- name: tls-sni\n  distinct: [dest_ip]\n", ":2: views.tls-sni: effect: to exclude, src_ip must be among the distinct fields")]
    [InlineData("views:\n- name: tls-sni\n  records: [tls, flow]\n", ":2: views.tls-sni: records: flow stands alone")]
    [InlineData("views:\n- name: tls-sni\n  nameless: yes\n", ":2: views.tls-sni: nameless: only a view of flow records can be")]
    [InlineData("views:\n- name: tls-sni\n  records: stats\n", ":2: views.tls-sni: records: stats cannot be profiled")]
    [InlineData("views:\n- name: alert-signature\n  effect: exclude\n", ":2: views.alert-signature: effect: an alert is never excluded")]
    [InlineData("views:\n- name: mine\n  records: ssh\n", ":2: views.mine: a new view needs kind, key, distinct")]
    [InlineData("views:\n- name: Mine\n  kind: actor\n  records: ssh\n  key: a\n  distinct: src_ip\n", ":2: views.Mine: a name has 1 to 40 small letters")]
    [InlineData("views:\n- name: tls-sni\n- name: tls-sni\n", ":3: views: 'tls-sni' stands there twice")]
    [InlineData("views:\n- enabled: no\n", ":2: views: a view without a name")]
    [InlineData("views:\n- tls-sni\n", ":2: views: expected a view, which begins with its name")]
    [InlineData("views:\n  tls-sny:\n    enabled: no\n", ":3: there is no view 'tls-sny'; the nearest is 'tls-sni'")]
    public void A_fault_is_named_with_file_and_line(string text, string fault) =>
        Assert.StartsWith(Yaml + fault, Assert.Single(Faults(text)), StringComparison.Ordinal);

    [Fact]
    public void All_faults_come_together() => Assert.Equal(
        [
            $"{Yaml}:3: there is no option 'views.tls-sni.keys'; the nearest is 'views.tls-sni.key'",
            "--set: there is no view 'tls'; the nearest is 'tls-sni'",
            "--set: there is no option 'views.tls-sni'; the nearest is 'views.tls-sni.key'",
            "--set: views.src-ip.kind: 'x' is none of service, actor",
        ],
        Faults("views:\n- name: tls-sni\n  keys: a\n", "views.tls.enabled=no", "views.tls-sni=no", "views.src-ip.kind=x"));

    [Fact]
    public void One_view_at_least_is_enabled() => Assert.Equal(
        "views: 0 views are enabled, 1 to 32 can be", Assert.Single(Faults("", [.. ShippedViews.All.Select(view => $"views.{view.Name}.enabled=no")])));

    [Fact]
    public void There_is_a_bound_on_views_and_on_their_fields()
    {
        string many = "views:\n" + string.Concat(Enumerable.Range(0, 27).Select(i => New[7..].Replace("ssh\n", $"ssh-{i}\n", StringComparison.Ordinal)));
        Assert.Equal("views: 33 views are enabled, 1 to 32 can be", Assert.Single(Faults(many)));
        string wide = "views:\n" + string.Concat(Enumerable.Range(0, 25).Select(i =>
            $"- name: v{i}\n  kind: actor\n  effect: mark\n  records: ssh\n  key: a{i} + b{i} + c{i} + d{i}\n  distinct: [e{i}, f{i}, g{i}, h{i}, i{i}, j{i}]\n"));
        Assert.Matches(@"^views: the engine and its views read 29\d fields, at most 256 can be$", Assert.Single(Faults(wide)));
    }

    private static IReadOnlyList<string> Shown(IEnumerable<View> views) =>
        [.. views.Select(view => $"{view.Name}: {string.Join(' ', ViewSetting.All.Select(setting => $"{setting.Word}={setting.Show(view)}"))}")];

    private IReadOnlyList<View> Read(string text, params string[] set)
    {
        File.WriteAllText(Yaml, text);
        return ConfigurationReader.Read(Yaml, set).Views;
    }

    private IReadOnlyList<string> Faults(string text, params string[] set)
    {
        File.WriteAllText(Yaml, text);
        return Assert.Throws<ConfigurationException>(() => ConfigurationReader.Read(Yaml, set)).Faults;
    }
}
