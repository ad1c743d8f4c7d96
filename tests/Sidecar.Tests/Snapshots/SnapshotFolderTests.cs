using System.Collections;
using Sidecar.Engine.Snapshots;
using Sidecar.Engine.Verdicts;
using Xunit;

namespace Sidecar.Tests.Snapshots;

public sealed class SnapshotFolderTests : IDisposable
{
    private const long Second = 1_000_000;

    private static readonly IReadOnlyList<TickResult> s_ticks = [EveLines.Replay([EveLines.Http(1, "one"), EveLines.Flow(1)]).Engine.Latest[0]];

    private readonly TemporaryFolder _folder = new();

    private string Root => _folder.PathOf("");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_newest_are_kept_and_the_interval_is_kept()
    {
        SnapshotFolder snapshots = new(Root, new SnapshotOptions { Keep = 3, IntervalSeconds = 300 });
        for (long now = 0; now <= 3000 * Second; now += 100 * Second)
        {
            snapshots.Offer(now, s_ticks);
            Patience.Until(() => snapshots.Written + snapshots.Failed > now / (300 * Second), "the export is written");
        }

        Assert.Equal((11, 0), (snapshots.Written, snapshots.Failed));
        Assert.Equal(["profiles-19700101T004000Z.ndjson.zst", "profiles-19700101T004500Z.ndjson.zst", "profiles-19700101T005000Z.ndjson.zst"], Names(Root));
    }

    [Fact]
    public void The_interval_begins_with_the_export_and_not_before()
    {
        SnapshotFolder snapshots = new(Root, new SnapshotOptions { IntervalSeconds = 300 });
        foreach (long second in (long[])[17, 316, 317, 616, 617])
        {
            snapshots.Offer(second * Second, s_ticks);
            Patience.Until(() => snapshots.Written == Directory.GetFiles(Root).Length && snapshots.Written > (second - 17) / 300, "the export is written");
        }

        Assert.Equal(["profiles-19700101T000017Z.ndjson.zst", "profiles-19700101T000517Z.ndjson.zst", "profiles-19700101T001017Z.ndjson.zst"], Names(Root));
    }

    [Fact]
    public void Nothing_but_exports_is_removed()
    {
        string other = _folder.PathOf("profiles-by-hand.ndjson");
        File.WriteAllText(other, "mine");
        SnapshotFolder snapshots = new(Root, new SnapshotOptions { Keep = 1 });
        snapshots.Finish(0, s_ticks);
        snapshots.Finish(Second, s_ticks);
        Assert.Equal(["profiles-19700101T000001Z.ndjson.zst", "profiles-by-hand.ndjson"], Names(Root));
    }

    [Fact]
    public void What_a_kill_left_half_written_goes_with_the_next_export()
    {
        File.WriteAllText(_folder.PathOf("profiles-19700101T000000Z.ndjson.zst.tmp"), "half");
        SnapshotFolder snapshots = new(Root, SnapshotOptions.Default);
        snapshots.Finish(Second, s_ticks);
        Assert.Equal(["profiles-19700101T000001Z.ndjson.zst"], Names(Root));
    }

    [Fact]
    public void The_export_just_written_stays_even_when_an_old_pcap_is_read_after_a_new_one()
    {
        SnapshotFolder snapshots = new(Root, new SnapshotOptions { Keep = 2 });
        foreach (long second in (long[])[1000, 2000, 10])
            snapshots.Finish(second * Second, s_ticks);
        Assert.Equal(_folder.PathOf("profiles-19700101T000010Z.ndjson.zst"), snapshots.Latest);
        Assert.Equal(["profiles-19700101T000010Z.ndjson.zst", "profiles-19700101T003320Z.ndjson.zst"], Names(Root));
    }

    [Fact]
    public void After_a_step_back_of_event_time_exports_go_on()
    {
        SnapshotFolder snapshots = new(Root, new SnapshotOptions { IntervalSeconds = 300 });
        foreach ((long second, int written) in ((long, int)[])[(1_000_000, 1), (600, 2), (899, 2), (900, 3)])
        {
            snapshots.Offer(second * Second, s_ticks);
            Patience.Until(() => snapshots.Written == written, "the export is written");
        }

        Assert.Equal(["profiles-19700101T001000Z.ndjson.zst", "profiles-19700101T001500Z.ndjson.zst", "profiles-19700112T134640Z.ndjson.zst"], Names(Root));
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    [InlineData(253_402_300_799_999_999)]
    public void A_time_at_the_end_of_all_calendars_has_a_name(long now)
    {
        SnapshotFolder snapshots = new(Root, SnapshotOptions.Default);
        snapshots.Finish(now, s_ticks);
        Assert.Equal(1, snapshots.Written);
        Assert.Matches("^profiles-[0-9]{8}T[0-9]{6}Z.ndjson.zst$", Assert.Single(Names(Root)));
    }

    [Fact]
    public void A_file_where_the_folder_should_be_is_a_failure_and_the_next_interval_tries_again()
    {
        string path = _folder.PathOf("snapshots");
        File.WriteAllText(path, "in the way");
        SnapshotFolder snapshots = new(path, new SnapshotOptions { IntervalSeconds = 300 });
        snapshots.Offer(0, s_ticks);
        Patience.Until(() => snapshots.Failed == 1, "the failure is counted");
        Assert.Contains(path, snapshots.LatestError, StringComparison.Ordinal);

        File.Delete(path);
        snapshots.Offer(299 * Second, s_ticks);
        Assert.False(Directory.Exists(path));
        snapshots.Offer(300 * Second, s_ticks);
        Patience.Until(() => snapshots.Written == 1, "the next export is written");
        Assert.Equal(Assert.Single(Directory.GetFiles(path)), snapshots.Latest);
        Assert.Equal(1, snapshots.Failed);
    }

    [Fact]
    public void A_folder_where_nothing_may_be_written_is_a_failure_each_time()
    {
        // Not even root may write there.
        SnapshotFolder snapshots = new("/proc/sys", SnapshotOptions.Default);
        snapshots.Finish(0, s_ticks);
        snapshots.Finish(Second, s_ticks);
        Assert.Equal((0, 2, null), (snapshots.Written, snapshots.Failed, snapshots.Latest));
        Assert.NotNull(snapshots.LatestError);
    }

    [SmallDiskFact]
    public void A_full_disk_is_a_failure_that_leaves_nothing_and_harms_no_earlier_export()
    {
        using SmallDisk disk = new();
        SnapshotFolder snapshots = new(disk.Path, SnapshotOptions.Default);
        snapshots.Finish(0, s_ticks);
        string filler = Path.Combine(disk.Path, "filler");
        Assert.ThrowsAny<IOException>(() => File.WriteAllBytes(filler, new byte[1 << 20]));

        snapshots.Finish(Second, s_ticks);
        Assert.Equal((1, 1), (snapshots.Written, snapshots.Failed));
        Assert.Contains("space", snapshots.LatestError, StringComparison.Ordinal);
        Assert.Equal(["filler", "profiles-19700101T000000Z.ndjson.zst"], Names(disk.Path));
        Assert.Single(ExportedLines.Of(snapshots.Latest!));

        File.Delete(filler);
        snapshots.Finish(2 * Second, s_ticks);
        Assert.Equal((2, 1, null), (snapshots.Written, snapshots.Failed, snapshots.LatestError));
        Assert.Single(ExportedLines.Of(snapshots.Latest!));
    }

    [Fact]
    public void While_a_slow_disk_writes_the_next_is_skipped_and_counted()
    {
        using ManualResetEventSlim disk = new();
        SnapshotFolder snapshots = new(Root, new SnapshotOptions { IntervalSeconds = 300 });
        snapshots.Offer(0, new HeldTicks(disk));
        snapshots.Offer(300 * Second, s_ticks);
        snapshots.Offer(360 * Second, s_ticks);
        Assert.Equal((2, 0, 0), (snapshots.Skipped, snapshots.Written, snapshots.Failed));

        disk.Set();
        Patience.Until(() => snapshots.Written == 1, "the slow disk is done");
        // The skipped one is made up for at once.
        snapshots.Finish(420 * Second, s_ticks);
        Assert.Equal(_folder.PathOf("profiles-19700101T000700Z.ndjson.zst"), snapshots.Latest);
        Assert.Single(ExportedLines.Of(snapshots.Latest!));
    }

    /// <summary>Ticks that are written no faster than a disk takes them.</summary>
    private sealed class HeldTicks(ManualResetEventSlim disk) : IReadOnlyList<TickResult>
    {
        public int Count => s_ticks.Count;

        public TickResult this[int index] => s_ticks[index];

        public IEnumerator<TickResult> GetEnumerator()
        {
            disk.Wait();
            return s_ticks.GetEnumerator();
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }

    private static IEnumerable<string> Names(string folder) => Directory.GetFiles(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);
}
