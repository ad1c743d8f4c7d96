using System.Text;
using Sidecar.Engine.Snapshots;
using Sidecar.Engine.Verdicts;
using Xunit;

namespace Sidecar.Tests.Snapshots;

public sealed class SnapshotFolderTests : IDisposable
{
    private const long Second = 1_000_000;

    private static readonly IReadOnlyList<TickResult> s_ticks = EveLines.Replay([EveLines.Http(1, "one"), EveLines.Flow(1), EveLines.Http(2, "two")]).Engine.Latest;

    private readonly string _folder = Directory.CreateTempSubdirectory("sidecar-snapshots-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void An_export_is_a_line_a_key()
    {
        string path = Path.Combine(_folder, "p.zst");
        ProfileExport.Write(path, s_ticks, 3);
        using ZstdSharp.Decompressor zstd = new();
        string[] lines = Encoding.UTF8.GetString(zstd.Unwrap(File.ReadAllBytes(path))).TrimEnd().Split('\n');
        Assert.Equal(["one", "two"], lines.Select(line => System.Text.Json.JsonDocument.Parse(line).RootElement.GetProperty("key").GetString()));
        Assert.Equal([path], Directory.GetFiles(_folder));
    }

    [Fact]
    public void The_newest_are_kept_and_the_interval_is_kept()
    {
        SnapshotFolder snapshots = new(_folder, new SnapshotOptions { Keep = 3, IntervalSeconds = 300 });
        for (long now = 0; now <= 3000 * Second; now += 100 * Second)
        {
            snapshots.Offer(now, s_ticks);
            // One at a time; a test has no other way to know that it is written.
            SpinWait.SpinUntil(() => snapshots.Written + snapshots.Failed >= (now / (300 * Second)) + 1, TimeSpan.FromSeconds(10));
        }

        Assert.Equal(11, snapshots.Written);
        Assert.Equal(
            ["profiles-19700101T004000Z.ndjson.zst", "profiles-19700101T004500Z.ndjson.zst", "profiles-19700101T005000Z.ndjson.zst"],
            Directory.GetFiles(_folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_failure_is_counted_and_the_next_interval_tries_again()
    {
        string path = Path.Combine(_folder, "snapshots");
        File.WriteAllText(path, "in the way");
        SnapshotFolder snapshots = new(path, SnapshotOptions.Default);
        snapshots.Finish(0, s_ticks);
        Assert.Equal((0, 1), (snapshots.Written, snapshots.Failed));
        Assert.NotNull(snapshots.LatestError);

        File.Delete(path);
        snapshots.Finish(Second, s_ticks);
        Assert.Equal((1, 1), (snapshots.Written, snapshots.Failed));
        Assert.Equal(Assert.Single(Directory.GetFiles(path)), snapshots.Latest);
    }
}
