using Sidecar.Cli;
using Sidecar.Config;
using Sidecar.Engine;
using Xunit;

namespace Sidecar.Tests.Cli;

/// <summary>Which configurations a running sidecar goes on with. What it says of them is tried with the binary.</summary>
public sealed class ReloadTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<EngineOptions> _applied = [];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("guards:\n  min-share: 0.5\n")]
    [InlineData("guards:\n  never: [a.example, 10.0.0.0/8]\n")]
    [InlineData("learning:\n  interval: 5m\n  clusters: 4\nsift:\n  rounds: 2\nexclusions:\n  calm-ticks: 7\n")]
    [InlineData("views:\n- name: tls-sni\n  enabled: yes\n")]
    public void What_is_read_at_every_tick_is_taken_over(string yaml)
    {
        Run("", yaml);
        Assert.Empty(OptionsDiffering.Between(Assert.Single(_applied), Read(yaml)));
    }

    [Theory]
    [InlineData("guards:\n  min-share: 0.5\n  min-sources: 4\n")]
    [InlineData("exclusions:\n  life: 1h\n")]
    [InlineData("flows:\n  memcap: 1gb\n")]
    [InlineData("views:\n- name: tls-sni\n  enabled: no\n")]
    [InlineData("views:\n- name: mine\n  kind: service\n  records: tls\n  key: tls.sni\n  distinct: src_ip\n")]
    [InlineData("guards:\n  min-share: 0.5\n  min-shares: 0.5\n")]
    [InlineData("guards: [\n")]
    public void What_is_wrong_or_takes_a_restart_changes_nothing(string yaml)
    {
        Run("", yaml);
        Assert.Empty(_applied);
    }

    [Fact]
    public void A_view_of_the_file_that_stays_as_it_is_takes_no_restart()
    {
        const string Views = "views:\n- name: tls-sni\n  enabled: no\n";
        Run(Views, Views + "guards:\n  min-share: 0.5\n");
        Assert.Equal(0.5, Assert.Single(_applied).Sift.MinShare);
    }

    [Fact]
    public void After_a_refusal_the_next_one_is_held_against_what_still_runs()
    {
        string[] files = ["guards:\n  min-share: 0.5\n", "flows:\n  memcap: 1gb\n", "guards:\n  min-share: 0.25\n"];
        Run(["", .. files]);
        Assert.Equal([0.5, 0.25], _applied.Select(options => options.Sift.MinShare));
        Assert.All(_applied, options => Assert.Equal(EngineOptions.Default.Flows, options.Flows));
    }

    private void Run(params string[] files)
    {
        int next = 1;
        Reload reload = new(Read(files[0]), () => Read(files[next++]), _applied.Add);
        for (int i = 1; i < files.Length; i++)
        {
            reload.Run();
        }
    }

    private EngineOptions Read(string yaml)
    {
        string file = _folder.PathOf("sidecar.yaml");
        File.WriteAllText(file, yaml);
        return ConfigurationReader.Read(file, []);
    }
}
