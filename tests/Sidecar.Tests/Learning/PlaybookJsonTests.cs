using System.Buffers;
using System.Text;
using System.Text.Json;
using Sidecar.Engine.Learning;
using Sidecar.Engine.Profiles;
using Xunit;

namespace Sidecar.Tests.Learning;

public sealed class PlaybookJsonTests
{
    private static readonly LearningResult s_result = new()
    {
        Scaled = [[0, 1, 0.5]],
        Components = [[-1, 1, 0]],
        Loadings = [[-1]],
        ExplainedVarianceRatio = [0.75],
        K = 2,
        Inertia = 1e-17,
        Labels = [0, 1, 0],
        CentroidDistances = [0.5, 2],
        Centroids = [[0.5], [2]],
    };

    /// <summary>json.dump(..., indent=1) of CPython 3.11 gives this text, but for the escape of the less-than sign.</summary>
    [Fact]
    public void The_object_is_laid_out_as_the_reference_lays_it_out()
    {
        // "\xed\xa0\x80" is the lone surrogate U+D800 in its three bytes.
        FeatureTable profiles = new([[], "<a\"\u00e9"u8.ToArray(), [0xed, 0xa0, 0x80]], ["nunique(src_ip)"], [[1, 9007199254740993, 2]]);
        const string expected = """
            {
             "keys": 3,
             "transactions": 10,
             "flows": 4,
             "joined": 8,
             "features": [
              "nunique(src_ip)"
             ],
             "profile": {
              "": [
               1.0
              ],
              "\u003ca\"\u00e9": [
               9007199254740992.0
              ],
              "\ud800": [
               2.0
              ]
             },
             "explained_variance_ratio": [
              0.75
             ],
             "components_abs": [
              [
               1.0
              ]
             ],
             "inertia": 1e-17,
             "clusters": [
              {
               "distance": 2.0,
               "members": [
                "\u003ca\"\u00e9"
               ]
              },
              {
               "distance": 0.5,
               "members": [
                "",
                "\ud800"
               ]
              }
             ]
            }
            """;
        Assert.Equal(expected, Written(new PlaybookTable(profiles, 10, 4, 8, 0), s_result));
    }

    [Fact]
    public void Hostile_keys_read_back_as_they_were()
    {
        string[] keys = ["\u0000", "\t\r\n", "\u001b[31m", "</script>", "\\", "é", "\u2028", "😀"];
        FeatureTable profiles = new([.. keys.Select(Encoding.UTF8.GetBytes)], ["f"], [[.. keys.Select(_ => 0.0)]]);
        LearningResult result = LearningStep.Run(profiles, LearningOptions.Default);
        string json = Written(new PlaybookTable(profiles, 0, 0, 0, 0), result);
        JsonElement read = JsonDocument.Parse(json).RootElement;
        Assert.Equal(keys, read.GetProperty("profile").EnumerateObject().Select(member => member.Name));
        Assert.Equal(keys, read.GetProperty("clusters")[0].GetProperty("members").EnumerateArray().Select(member => member.GetString()));
        Assert.All(json, symbol => Assert.InRange(symbol, '\n', '~'));
        Assert.DoesNotContain('<', json);
    }

    [Fact]
    public void Nothing_at_all_is_still_an_object()
    {
        FeatureTable profiles = new([], ["f"], [[]]);
        string json = Written(new PlaybookTable(profiles, 0, 0, 0, 0), LearningStep.Run(profiles, LearningOptions.Default));
        Assert.Contains("\"profile\": {},", json, StringComparison.Ordinal);
        Assert.Contains("\"clusters\": []", json, StringComparison.Ordinal);
        Assert.Contains("\"inertia\": 0.0,", json, StringComparison.Ordinal);
    }

    private static string Written(PlaybookTable table, LearningResult result)
    {
        var output = new ArrayBufferWriter<byte>();
        PlaybookJson.Write(output, table, result);
        return Encoding.ASCII.GetString(output.WrittenSpan);
    }
}
