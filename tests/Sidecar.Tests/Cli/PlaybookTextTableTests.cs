using System.Text;
using Sidecar.Cli;
using Sidecar.Engine.Learning;
using Sidecar.Engine.Profiles;
using Xunit;

namespace Sidecar.Tests.Cli;

public sealed class PlaybookTextTableTests
{
    [Fact]
    public void The_farthest_cluster_comes_first_and_a_key_is_one_line()
    {
        byte[][] keys = [.. Enumerable.Range(0, 12).Select(i => Encoding.UTF8.GetBytes($"quiet/{i:00}")), "zloud\n\u001b[2J\u202e\r\n"u8.ToArray()];
        double[] column = [.. Enumerable.Repeat(0.0, 12), 1_000];
        FeatureTable features = new(keys, ["a", "b"], [column, [.. column.Select((value, i) => i % 2)]]);
        LearningResult result = LearningStep.Run(features, new LearningOptions { Clusters = 2, Components = 1 });
        using StringWriter output = new();
        PlaybookTextTable.Write(output, new PlaybookTable(features, Transactions: 2_000, Flows: 700, Joined: 1_500, Rejected: 0), result);
        string[] lines = output.ToString().Split('\n');
        Assert.StartsWith("1,500 of 2,000 transactions joined, 13 keys, 2 clusters, ", lines[0], StringComparison.Ordinal);
        Assert.EndsWith(": the heavy hitters", lines[1], StringComparison.Ordinal);
        Assert.All(lines.SelectMany(line => line), c => Assert.InRange(c, ' ', '~'));
        Assert.Contains(@"  zloud \u001B[2J\u202E\u000D ", lines);
    }
}
