using System.Buffers;
using System.Text;
using Sidecar.Engine.Eve;
using Sidecar.Engine.Profiles;

namespace Sidecar.Engine.Learning;

/// <summary>
/// Writes what the playbook found as the JSON object that the reference method prints: same keys, same order, one space
/// of indentation a level, numbers as Python prints them, clusters from the farthest to the nearest. Strings go
/// through <see cref="JsonText"/>: more of their characters are escaped, they read back the same.
/// </summary>
public static class PlaybookJson
{
    public static void Write(IBufferWriter<byte> output, PlaybookTable table, LearningResult result)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(result);
        FeatureTable profiles = table.Features;
        var json = new IndentedJson(output);

        json.Open('{');
        json.Name("keys"u8).Number(profiles.Keys.Count);
        json.Name("transactions"u8).Number(table.Transactions);
        json.Name("flows"u8).Number(table.Flows);
        json.Name("joined"u8).Number(table.Joined);
        json.Name("features"u8).Open('[');
        foreach (string feature in profiles.Features)
            json.Text(Encoding.UTF8.GetBytes(feature));
        json.Close(']');

        json.Name("profile"u8).Open('{');
        for (int key = 0; key < profiles.Keys.Count; key++)
            WriteProfile(json, profiles, key);
        json.Close('}');

        json.Name("explained_variance_ratio"u8);
        WriteNumbers(json, result.ExplainedVarianceRatio);
        json.Name("components_abs"u8).Open('[');
        foreach (double[] loading in result.Loadings)
            WriteNumbers(json, [.. loading.Select(Math.Abs)]);
        json.Close(']');

        json.Name("inertia"u8).Number(result.Inertia);
        json.Name("clusters"u8).Open('[');
        for (int cluster = result.K - 1; cluster >= 0; cluster--)
            WriteCluster(json, profiles, result, cluster);
        json.Close(']');
        json.Close('}');
    }

    private static void WriteProfile(IndentedJson json, FeatureTable profiles, int key)
    {
        json.Name(profiles.Keys[key]).Open('[');
        foreach (double[] column in profiles.Columns)
            json.Number(column[key]);
        json.Close(']');
    }

    private static void WriteNumbers(IndentedJson json, double[] numbers)
    {
        json.Open('[');
        foreach (double number in numbers)
            json.Number(number);
        json.Close(']');
    }

    private static void WriteCluster(IndentedJson json, FeatureTable profiles, LearningResult result, int cluster)
    {
        json.Open('{');
        json.Name("distance"u8).Number(result.CentroidDistances[cluster]);
        json.Name("members"u8).Open('[');
        for (int key = 0; key < profiles.Keys.Count; key++)
            if (result.Labels[key] == cluster)
                json.Text(profiles.Keys[key]);
        json.Close(']');
        json.Close('}');
    }
}
