using System.Text.Json;

namespace Sidecar.EndToEnd;

/// <summary>scene.truth.json: the generator's bookkeeping.</summary>
internal static class SceneTruthFile
{
    public static JsonElement Root { get; } =
        JsonDocument.Parse(File.ReadAllText(FixtureFiles.PathOf("scene.truth.json"))).RootElement;

    public static Dictionary<string, UserAgentCounts> UserAgents() => Root.GetProperty("user_agents").EnumerateObject()
        .ToDictionary(agent => agent.Name, agent => UserAgentCounts.OfTruth(agent.Value));
}
