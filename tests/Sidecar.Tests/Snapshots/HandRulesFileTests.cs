using System.Text;
using Sidecar.Engine.Snapshots;
using Sidecar.Engine.Verdicts;
using Xunit;

namespace Sidecar.Tests.Snapshots;

public sealed class HandRulesFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Path => _folder.PathOf("exclusions-by-hand.json");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_written_is_read()
    {
        HandRule[] rules =
        [
            new("http-user-agent", Encoding.UTF8.GetBytes("curl/8 \"x\" \u202e"), HandAction.Pin, 1_767_600_000_000_000, null),
            new("http-user-agent", [0xED, 0xA0, 0x80], HandAction.Never, 1_767_600_000_000_001, null),
            new("tls-sni", Encoding.UTF8.GetBytes("a.example"), HandAction.Add, 0, 1_767_628_800_000_000),
        ];
        HandRulesFile.Write(Path, rules);
        IReadOnlyList<HandRule> read = HandRulesFile.Read(Path);
        Assert.Equal(rules.Select(Shown), read.Select(Shown));
        Assert.Equal([Path], Directory.GetFiles(System.IO.Path.GetDirectoryName(Path)!));
        HandRulesFile.Write(Path, []);
        Assert.Empty(HandRulesFile.Read(Path));
    }

    [Fact]
    public void Without_a_file_nothing_was_said() => Assert.Empty(HandRulesFile.Read(Path));

    [Theory]
    [InlineData("")]
    [InlineData("{\"version\":1,\"rules\":[{\"view\":\"v\",\"key\":\"k\",\"act")]
    [InlineData("{\"version\":2,\"rules\":[]}")]
    [InlineData("{\"rules\":[]}")]
    [InlineData("[]")]
    [InlineData("{\"version\":1,\"rules\":[{\"view\":\"v\",\"key\":7,\"action\":\"pin\",\"since\":\"2026-01-05T08:00:00.000000+0000\"}]}")]
    [InlineData("{\"version\":1,\"rules\":[{\"view\":\"v\",\"key\":\"k\",\"action\":\"drop\",\"since\":\"2026-01-05T08:00:00.000000+0000\"}]}")]
    [InlineData("{\"version\":1,\"rules\":[{\"view\":\"v\",\"key\":\"k\",\"action\":\"remove\",\"since\":\"2026-01-05T08:00:00.000000+0000\"}]}")]
    [InlineData("{\"version\":1,\"rules\":[{\"view\":\"v\",\"key\":\"k\",\"action\":\"add\",\"since\":\"2026-01-05T08:00:00.000000+0000\"}]}")]
    [InlineData("{\"version\":1,\"rules\":[{\"view\":\"v\",\"key\":\"k\",\"action\":\"pin\",\"since\":\"yesterday\"}]}")]
    public void A_damaged_file_is_refused_with_what_to_do(string text)
    {
        File.WriteAllText(Path, text);
        string message = Assert.Throws<IOException>(() => HandRulesFile.Read(Path)).Message;
        Assert.StartsWith(Path + ": cannot be read (", message, StringComparison.Ordinal);
        Assert.Contains("mend it, or remove it", message, StringComparison.Ordinal);
        Assert.Equal(text, File.ReadAllText(Path));
    }

    private static string Shown(HandRule rule) => $"{rule.View} {Convert.ToHexString(rule.Key)} {rule.Action} {rule.Since} {rule.Expires}";
}
