using Sidecar.Config;
using Sidecar.Engine;
using Sidecar.Engine.Ingest;
using Xunit;

namespace Sidecar.Tests.Config;

public sealed class ConfigurationTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public static TheoryData<string> Paths => [.. Settings.All.Select(setting => setting.Path)];

    public void Dispose() => File.Delete(_file);

    [Theory]
    [MemberData(nameof(Paths))]
    public void Every_option_reads_what_it_shows(string path)
    {
        Setting setting = Settings.All.Single(setting => setting.Path == path);
        string shown = setting.Show(EngineOptions.Default);
        Assert.True(setting.TrySet(EngineOptions.Default, shown, out EngineOptions? same, out string? fault), fault);
        Assert.Equal(shown, setting.Show(same));
    }

    [Fact]
    public void Nothing_said_gives_the_defaults() =>
        Assert.Same(EngineOptions.Default, ConfigurationReader.Read(null, []));

    [Fact]
    public void A_file_is_read_in_sections_and_set_comes_last()
    {
        File.WriteAllText(_file, "ingest:\n  buffer: 8mb\n  when-full: wait\nlearning:\n  interval: 5m\n  seed: 11\nguards:\n  never:\n    - curl/8\n    - 10.0.0.0/8\nflows:\n");
        EngineOptions options = ConfigurationReader.Read(_file, ["learning.seed=12", "exclusions.life=2h"]);
        Assert.Equal((8L << 20, WhenFull.Wait), (options.Ingest.BufferBytes, options.Ingest.WhenFull));
        Assert.Equal((300, 12ul), (options.TickSeconds, options.Learning.Seed));
        Assert.Equal(["curl/8", "10.0.0.0/8"], options.Sift.Never);
        Assert.Equal(7200, options.Exclusions.LifeSeconds);
    }

    [Theory]
    [InlineData("learning:\n  intervall: 5m\n", ":2: there is no option 'learning.intervall'; the nearest is 'learning.interval'")]
    [InlineData("learning:\n  interval: soon\n", ":2: learning.interval: 'soon' is no time")]
    [InlineData("ingest:\n  max-record: 1mb\n", ":2: ingest.max-record: 1mb is outside 16mb to 1gb")]
    [InlineData("a: [\n", ":")]
    public void A_fault_is_named_with_file_and_line(string text, string fault)
    {
        File.WriteAllText(_file, text);
        Assert.Contains(_file + fault, Assert.Single(Faults(_file)), StringComparison.Ordinal);
    }

    [Fact]
    public void All_faults_come_together() =>
        Assert.Equal(3, Faults(null, "nonsense", "a.b=1", "learning.clusters=1").Count);

    [Fact]
    public void A_missing_file_is_a_fault() => Assert.Single(Faults("/nowhere/sidecar.yaml"));

    [Theory]
    [InlineData("64mb", 64L << 20)]
    [InlineData("2gb", 2L << 30)]
    [InlineData("1024kb", 1L << 20)]
    [InlineData("1048576", 1L << 20)]
    public void Sizes_are_read_with_their_units(string text, long bytes) =>
        Assert.Equal(bytes, ConfigurationReader.Read(null, [$"ingest.buffer={text}"]).Ingest.BufferBytes);

    private static IReadOnlyList<string> Faults(string? file, params string[] set) =>
        Assert.Throws<ConfigurationException>(() => ConfigurationReader.Read(file, set)).Faults;
}
