using System.Text;
using Sidecar.Engine.Learning;
using Sidecar.Engine.Profiles;
using Sidecar.Report;
using Xunit;

namespace Sidecar.Tests.Report;

public sealed class PlaybookReportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_playbook_has_the_same_steps_and_its_far_cluster_at_the_end()
    {
        string page = Write("loud</td>\u202e");
        Assert.Contains("4. Heavy hitters", page, StringComparison.Ordinal);
        string heavy = page[page.IndexOf("4. Heavy hitters", StringComparison.Ordinal)..];
        Assert.Contains("loud&lt;/td&gt;\\u202E", heavy, StringComparison.Ordinal);
        Assert.DoesNotContain("quiet/", heavy, StringComparison.Ordinal);
        // 20 keys of 100 bytes and one of 10,000: that is what is left without it.
        Assert.Contains("<b>16.67 %</b>of the bytes left", page, StringComparison.Ordinal);
        Assert.Contains("<b>20</b>keys left to look at", page, StringComparison.Ordinal);
        Assert.Equal(9, Directory.GetFiles(_folder.PathOf("report")).Length);
    }

    [Fact]
    public void The_same_table_is_the_same_page() => Assert.Equal(Write("loud"), Write("loud"));

    private string Write(string loud)
    {
        byte[][] keys = [Encoding.UTF8.GetBytes(loud), .. Enumerable.Range(0, 20).Select(i => Encoding.UTF8.GetBytes($"quiet/{i:00}"))];
        double[] bytes = [10_000, .. Enumerable.Repeat(100.0, 20)];
        double[] urls = [300, .. Enumerable.Range(0, 20).Select(i => (double)(i % 5))];
        double[] hosts = [30, .. Enumerable.Range(0, 20).Select(i => (double)(i % 3))];
        FeatureTable features = new(keys, ["nunique(http.url)", "nunique(http.hostname)", "sum(flow.bytes_toserver)"], [urls, hosts, bytes]);
        LearningResult result = LearningStep.Run(features, LearningOptions.Default);
        return File.ReadAllText(PlaybookReport.WriteFolder(_folder.PathOf("report"), "http-user-agent", new PlaybookTable(features, 100, 90, 80, 0), result, 7));
    }
}
