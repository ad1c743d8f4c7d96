using System.Text.Json;
using Xunit;
using ZstdSharp;

namespace Sidecar.EndToEnd;

/// <summary>
/// The goldens of the scene (Suricata 7.0.10; pandas 1.5.3 and scikit-learn 1.2.1) belong to the scene that is shipped:
/// who changes the scene and forgets them is told here.
/// </summary>
public class SceneGoldenTests
{
    [Fact]
    public void The_golden_eve_is_about_this_scene()
    {
        SceneRun golden = new(Lines(FixtureFiles.PathOf("golden", "scene.eve.ndjson.zst")));
        Assert.Equal(SceneTruthFile.UserAgents(), golden.UserAgents());
        Assert.Equal(SceneTruthFile.Root.GetProperty("flows").GetProperty("total").GetInt32(), golden.OfType("flow").Count);
    }

    [Fact]
    public void The_golden_profile_is_the_truth_of_the_generator()
    {
        Dictionary<string, double[]> expected = SceneTruthFile.UserAgents().ToDictionary(agent => agent.Key, agent => Row(agent.Value));
        Dictionary<string, double[]> golden = Golden().GetProperty("profile").EnumerateObject()
            .ToDictionary(agent => agent.Name, agent => agent.Value.EnumerateArray().Select(v => v.GetDouble()).ToArray());
        Assert.Equal(expected, golden);
    }

    [Fact]
    public void The_golden_has_the_scanner_alone_in_the_far_cluster()
    {
        JsonElement far = Golden().GetProperty("clusters")[0];
        Assert.Equal(["python-requests/2.31.0"], far.GetProperty("members").EnumerateArray().Select(m => m.GetString()));
    }

    /// <summary>In the order of the reference's features; it counts a flow once for each of its transactions.</summary>
    private static double[] Row(UserAgentCounts counts) =>
    [
        counts.SourceIps, counts.DestinationIps, counts.Urls, counts.Hostnames, counts.Referers,
        counts.OncePerTransaction.BytesToServer, counts.OncePerTransaction.BytesToClient,
        counts.OncePerTransaction.PacketsToServer, counts.OncePerTransaction.PacketsToClient,
    ];

    private static JsonElement Golden() =>
        JsonDocument.Parse(string.Join('\n', Lines(FixtureFiles.PathOf("golden", "scene.golden.json.zst")))).RootElement;

    private static IEnumerable<string> Lines(string path)
    {
        using StreamReader reader = new(new DecompressionStream(File.OpenRead(path)));
        while (reader.ReadLine() is { } line)
            yield return line;
    }
}
