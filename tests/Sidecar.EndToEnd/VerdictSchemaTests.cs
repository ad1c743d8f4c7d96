using System.Text.Json.Nodes;
using Xunit;

namespace Sidecar.EndToEnd;

/// <summary>The schema takes what the sidecar says, and a schema that takes anything would prove nothing.</summary>
public sealed class VerdictSchemaTests
{
    private static readonly IReadOnlyList<string> s_verdicts =
        VerdictSchema.Check(SidecarProcess.Run(["replay", FixtureFiles.PathOf("golden", "scene.eve.ndjson.zst")]).Balanced().Text);

    /// <summary>What is done to a good verdict, and the good verdict that it is done to.</summary>
    public static TheoryData<string, string> Breaks { get; } = new()
    {
        { "exclude", "- event_type" },
        { "exclude", "- timestamp" },
        { "exclude", "- heavy_hitter" },
        { "exclude", "- heavy_hitter.action" },
        { "exclude", "- heavy_hitter.key" },
        { "exclude", "- heavy_hitter.expires" },
        { "exclude", "- heavy_hitter.rank" },
        { "exclude", "- heavy_hitter.scaled" },
        { "exclude", "- heavy_hitter.features.src_ip" },
        { "exclude", "- heavy_hitter.share.bytes" },
        { "exclude", "- heavy_hitter.window.end" },
        { "exclude", "- heavy_hitter.model.seed" },
        { "exclude", "- heavy_hitter.flow_ids" },
        { "exclude", "event_type = \"alert\"" },
        { "exclude", "extra = 1" },
        { "exclude", "heavy_hitter.extra = 1" },
        { "exclude", "heavy_hitter.features.extra = 1" },
        { "exclude", "heavy_hitter.model.extra = 1" },
        { "exclude", "heavy_hitter.action = \"drop\"" },
        { "exclude", "heavy_hitter.action = \"release\"" },
        { "exclude", "heavy_hitter.view = \"No Sense\"" },
        { "exclude", "heavy_hitter.key = null" },
        { "exclude", "heavy_hitter.rank = 0" },
        { "exclude", "heavy_hitter.distance = -1" },
        { "exclude", "heavy_hitter.share.records = 1.1" },
        { "exclude", "heavy_hitter.scaled.src_ip = \"1\"" },
        { "exclude", "heavy_hitter.flow_ids = [-1]" },
        { "exclude", "heavy_hitter.flow_ids = [1,2,3,4,5]" },
        { "exclude", "heavy_hitter.expires = \"2026-01-05T16:31:00Z\"" },
        { "exclude", "timestamp = \"2026-01-05T16:31:00.000000+0100\"" },
        { "exclude", "src_ip = \"<script>\"" },
        { "release", "heavy_hitter.action = \"exclude\"" },
        { "release", "heavy_hitter.expires = \"2026-01-05T16:31:00.000000+0000\"" },
        { "release", "heavy_hitter.rank = 1" },
        { "release", "- heavy_hitter.reason" },
    };

    [Theory]
    [MemberData(nameof(Breaks))]
    public void A_broken_verdict_is_refused(string action, string change)
    {
        JsonNode verdict = JsonNode.Parse(s_verdicts.First(line => line.Contains($"\"action\":\"{action}\"", StringComparison.Ordinal)))!;
        Assert.Empty(VerdictSchema.Faults(verdict.ToJsonString()));
        Apply(change, verdict);
        Assert.NotEmpty(VerdictSchema.Faults(verdict.ToJsonString()));
    }

    private static void Apply(string change, JsonNode verdict)
    {
        bool removes = change.StartsWith("- ", StringComparison.Ordinal);
        string[] sides = change.Split(" = ");
        string path = removes ? change[2..] : sides[0];
        (JsonObject parent, string name) = Place(verdict.AsObject(), path);
        if (removes)
            Assert.True(parent.Remove(name), $"there is no {path}");
        else
            parent[name] = JsonNode.Parse(sides[1]);
    }

    /// <summary>Feature names have points of their own: only the objects on the way are taken as steps.</summary>
    private static (JsonObject Parent, string Name) Place(JsonObject parent, string path)
    {
        int point = path.IndexOf('.', StringComparison.Ordinal);
        return point > 0 && parent[path[..point]] is JsonObject inner ? Place(inner, path[(point + 1)..]) : (parent, path);
    }
}
