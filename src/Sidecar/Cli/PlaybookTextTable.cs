using System.Globalization;
using System.Text;
using Sidecar.Engine.Learning;
using Sidecar.Engine.Profiles;

namespace Sidecar.Cli;

/// <summary>The playbook's clusters for a person at a terminal, the farthest first.</summary>
internal static class PlaybookTextTable
{
    private const int ShownKeys = 10;

    public static void Write(TextWriter output, PlaybookTable table, LearningResult result)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{table.Joined:N0} of {table.Transactions:N0} transactions joined, {table.Features.Keys.Count:N0} keys, {result.K} clusters, {100 * result.ExplainedVarianceRatio.Sum():0.#} % of the variance in {result.Components.Length} components"));
        for (int cluster = result.K - 1; cluster >= 0; cluster--)
        {
            int[] members = [.. Enumerable.Range(0, result.Labels.Length).Where(key => result.Labels[key] == cluster)];
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"distance {result.CentroidDistances[cluster]:0.000}, {members.Length:N0} keys{(cluster == result.K - 1 ? ": the heavy hitters" : "")}"));
            foreach (int key in members.AsSpan(0, Math.Min(ShownKeys, members.Length)))
            {
                output.WriteLine($"  {Printable.Text(Encoding.UTF8.GetString(table.Features.Keys[key])).ReplaceLineEndings(" ")}");
            }

            if (members.Length > ShownKeys)
            {
                output.WriteLine($"  and {members.Length - ShownKeys} more");
            }
        }
    }
}
