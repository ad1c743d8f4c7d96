using System.Text.Json;
using Sidecar.Fixtures;
using Xunit;

namespace Sidecar.EndToEnd;

/// <summary>
/// What <c>playbook --json</c> prints beside what the reference printed for the same input (Python 3.11.2, pandas 1.5.3,
/// scikit-learn 1.2.1, numpy 1.24.2).
/// </summary>
public sealed class PlaybookParityTests
{
    private const double Tolerance = 1e-6;

    [Fact]
    public void The_scene_gives_what_the_reference_gives() =>
        AssertSame("scene", FixtureFiles.PathOf("golden", "scene.eve.ndjson.zst"));

    [Fact]
    public void A_crowd_with_odd_strings_and_missing_records_gives_what_the_reference_gives()
    {
        string input = Path.GetTempFileName();
        try
        {
            CrowdInput.Write(input);
            AssertSame("crowd", input);
        }
        finally
        {
            File.Delete(input);
        }
    }

    private static void AssertSame(string name, string input)
    {
        Finished finished = SidecarProcess.Run(["playbook", "--json", input]);
        Assert.True(finished.ExitCode == 0, finished.Talk);
        JsonElement ours = Parse(finished.Text);
        JsonElement golden = Golden(name);

        Assert.Equal(golden.EnumerateObject().Select(member => member.Name), ours.EnumerateObject().Select(member => member.Name));
        foreach (string exact in (string[])["keys", "transactions", "flows", "joined", "features", "profile"])
            Assert.True(JsonElement.DeepEquals(golden.GetProperty(exact), ours.GetProperty(exact)), exact);
        AssertNear(golden.GetProperty("explained_variance_ratio"), ours.GetProperty("explained_variance_ratio"));
        foreach ((JsonElement theirs, JsonElement our) in golden.GetProperty("components_abs").EnumerateArray().Zip(ours.GetProperty("components_abs").EnumerateArray()))
            AssertNear(theirs, our);
        Assert.InRange(ours.GetProperty("inertia").GetDouble(), 0, golden.GetProperty("inertia").GetDouble() * 1.001);
        Assert.Equal(FarMembers(golden), FarMembers(ours));
    }

    private static void AssertNear(JsonElement expected, JsonElement actual)
    {
        Assert.Equal(expected.GetArrayLength(), actual.GetArrayLength());
        foreach ((JsonElement one, JsonElement other) in expected.EnumerateArray().Zip(actual.EnumerateArray()))
            Assert.Equal(one.GetDouble(), other.GetDouble(), Tolerance);
    }

    private static IEnumerable<string?> FarMembers(JsonElement playbook) => playbook.GetProperty("clusters")[0].GetProperty("members")
        .EnumerateArray().Select(member => member.GetString()).Order(StringComparer.Ordinal);

    private static JsonElement Golden(string name)
    {
        using ZstdSharp.DecompressionStream stream = new(File.OpenRead(FixtureFiles.PathOf("golden", name + ".golden.json.zst")));
        using StreamReader text = new(stream);
        return Parse(text.ReadToEnd());
    }

    /// <summary>The lone surrogate of the crowd is a string for Python and for us, but not for .NET's reader.</summary>
    private static JsonElement Parse(string json) =>
        JsonDocument.Parse(json.Replace(@"half\ud83d", "half and lone", StringComparison.OrdinalIgnoreCase)).RootElement;
}
