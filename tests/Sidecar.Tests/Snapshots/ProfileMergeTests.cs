using System.Text;
using System.Text.Json;
using Sidecar.Engine;
using Sidecar.Engine.Snapshots;
using Xunit;

namespace Sidecar.Tests.Snapshots;

public sealed class ProfileMergeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Two_that_saw_half_of_the_flows_each_give_what_one_gives_that_saw_all(int seed)
    {
        Random random = new(seed);
        List<string>[] halves = [[], []];
        List<string> all = [];
        for (int flow = 0; flow < 4_000; flow++)
        {
            string source = $"10.0.{random.Next(3)}.{random.Next(200)}";
            double at = flow * 0.5;
            string[] lines =
            [
                .. Enumerable.Range(0, random.Next(3)).Select(_ => EveLines.Http(flow, $"agent \\u00e9 {random.Next(9)}", source, at, $"/{random.Next(100_000)}", $"{random.Next(40)}.example")),
                EveLines.Flow(flow, source, at, random.Next(10_000), alerted: random.Next(50) == 0),
            ];
            halves[random.Next(2)].AddRange(lines);
            all.AddRange(lines);
        }

        Assert.Equal(Numbers(Export(all)), Numbers(Merged([.. halves.Select(Export)])));
    }

    [Fact]
    public void A_large_distinct_count_is_merged_within_the_error_of_the_sketch()
    {
        const int urls = 20_000;
        string[] halves = [.. Enumerable.Range(0, 2).Select(half => Export([.. Enumerable.Range(0, urls).SelectMany(i => (string[])
            // A quarter of them is asked for in both.
            [EveLines.Http(i, "one", at: i / 100.0, url: $"/{i + (half * urls * 3 / 4)}"), EveLines.Flow(i, at: i / 100.0)])]))];
        double merged = Numbers(Merged(halves)).Single(line => line.StartsWith("http-user-agent", StringComparison.Ordinal)) is string line
            ? double.Parse(line.Split("http.url=")[1].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture) : 0;
        Assert.InRange(merged, urls * 1.75 * 0.98, urls * 1.75 * 1.02);
    }

    [Fact]
    public void A_merge_can_be_merged_again_and_the_order_does_not_matter()
    {
        string[] parts = [.. Enumerable.Range(0, 3).Select(part => Export([.. Enumerable.Range(0, 50).SelectMany(i => (string[])
            [EveLines.Http(i, $"agent/{i % 3}", $"10.0.{part}.{i % 7}", url: $"/{i * part}"), EveLines.Flow(i, $"10.0.{part}.{i % 7}")])]))];
        Assert.Equal(Merged(parts), Merged([Merged([parts[2], parts[0]]), parts[1]]));
        Assert.Equal(Numbers(Merged([parts[0]])), Numbers(parts[0]));
    }

    [Theory]
    [InlineData("\"exact:", "\"exact:A", "line 1 has no sketches, or broken ones")]
    [InlineData("\"exact:", "\"hll:", "line 1 has no sketches, or broken ones")]
    [InlineData("\"exact:", "\"other:", "line 1 has no sketches, or broken ones")]
    [InlineData("\"sketches\"", "\"sketched\"", "line 1 has no sketches, or broken ones")]
    [InlineData("\"http.url\"", "\"http.uri\"", "line 1: the view http-user-agent counts other fields")]
    [InlineData("{", "{{", "line 1 is no line of a profile export")]
    [InlineData("\"records\":", "\"recods\":", "line 1 is no line of a profile export")]
    [InlineData("\"records\":1", "\"records\":\"1\"", "line 1 is no line of a profile export")]
    [InlineData("\"records\":1", "\"records\":9223372036854775807", "line 1 is no line of a profile export")]
    [InlineData("\"bytes\":", "\"bytes\":1e308", "line 1 is no line of a profile export: a number is too large")]
    [InlineData("+0000\"", "+0000\\\",\\\"excluded\\\":true}\"", "line 1 is no line of a profile export: its timestamp is no time")]
    public void What_does_not_fit_is_refused_by_its_line(string good, string bad, string fault)
    {
        string export = Export([EveLines.Http(1, "one"), EveLines.Flow(1)]);
        Assert.StartsWith(fault, Assert.Throws<InvalidDataException>(() => Merged([export, export.Replace(good, bad, StringComparison.Ordinal)])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"features\":{", "\"features\":{\"more\":1,")]
    [InlineData("\"sketches\":{", "\"sketches\":{\"more\":\"exact:\",")]
    public void Sketches_of_other_features_are_refused(string good, string bad)
    {
        string export = Export([EveLines.Http(1, "one"), EveLines.Flow(1)]).Replace(good, bad, StringComparison.Ordinal);
        Assert.StartsWith("line 1 is no line of a profile export: its sketches are not", Assert.Throws<InvalidDataException>(() => Merged([export])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_export_without_sketches_says_what_to_set()
    {
        EngineOptions without = EngineOptions.Default with { Snapshots = new SnapshotOptions { Sketches = false } };
        string export = Export([EveLines.Http(1, "one"), EveLines.Flow(1)], without);
        Assert.DoesNotContain("sketches", export, StringComparison.Ordinal);
        Assert.EndsWith("snapshots.sketches: yes", Assert.Throws<InvalidDataException>(() => Merged([export])).Message, StringComparison.Ordinal);
    }

    private static string Merged(IReadOnlyList<string> exports)
    {
        ProfileMerge merge = new();
        foreach (string export in exports)
        {
            merge.Begin();
            foreach (string line in export.Split('\n', StringSplitOptions.RemoveEmptyEntries))
                merge.Take(Encoding.UTF8.GetBytes(line));
        }

        using MemoryStream output = new();
        merge.Write(output);
        return Encoding.UTF8.GetString(output.ToArray());
    }

    /// <summary>All that an export says of each key, but for time, shares, exclusion and the sketches themselves.</summary>
    private static IReadOnlyList<string> Numbers(string export) =>
        [.. export.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(text =>
        {
            JsonElement line = JsonDocument.Parse(text).RootElement;
            return $"{line.GetProperty("view")} {line.GetProperty("key").GetRawText()} {line.GetProperty("records")} {line.GetProperty("flows")} {line.GetProperty("bytes")} {line.GetProperty("alerts")} {line.GetProperty("window")} "
                + string.Join(' ', line.GetProperty("features").EnumerateObject().Select(feature => $"{feature.Name}={feature.Value}"));
        }).Order(StringComparer.Ordinal)];

    private string Export(IReadOnlyList<string> lines) => Export(lines, EngineOptions.Default);

    private string Export(IReadOnlyList<string> lines, EngineOptions options)
    {
        string file = _folder.PathOf("export.zst");
        ProfileExport.Write(file, EveLines.Replay(lines, options).Engine.Latest, 3);
        using StreamReader reader = new(new ZstdSharp.DecompressionStream(File.OpenRead(file)));
        return reader.ReadToEnd();
    }
}
