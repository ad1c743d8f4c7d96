using System.Diagnostics;
using System.Globalization;
using Sidecar.Engine.Ingest;
using Xunit;

namespace Sidecar.Tests.Ingest;

/// <summary>
/// Whatever a rotation does to the file, each record comes once, in its order; and again nothing of it after a restart.
/// </summary>
public sealed class FollowedFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly WakeBell _bell = new();
    private readonly string _path;
    private readonly string _positions;
    private int _written;

    public FollowedFileTests()
    {
        _path = _folder.PathOf("eve.json");
        _positions = _folder.PathOf("positions");
    }

    public void Dispose()
    {
        _bell.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_file_that_is_not_there_yet_is_waited_for()
    {
        using FeedRig rig = Start();
        Thread.Sleep(150);
        Write(3);
        Check(rig);
        Assert.Empty(rig.Stats.Events);
    }

    [Fact]
    public void What_is_appended_is_read_and_half_a_record_is_waited_for()
    {
        using FeedRig rig = Start();
        Write(2);
        Check(rig);
        File.AppendAllText(_path, "record 2");
        Thread.Sleep(250);
        rig.Drain();
        Assert.Equal(2, rig.Records.Count);
        File.AppendAllText(_path, " of the first\n");
        _written = 3;
        Write(1);
        Check(rig, ["record 0 of the first", "record 1 of the first", "record 2 of the first", "record 3 of the first"]);
    }

    [Fact]
    public void After_a_rename_the_rest_of_the_old_file_comes_before_the_new_one()
    {
        using FeedRig rig = Start();
        Write(2);
        Check(rig);
        File.Move(_path, _path + ".1");
        // As Suricata does until it hears of it: it writes on where it has opened, and logrotate makes an empty file.
        Write(2, to: _path + ".1");
        File.WriteAllText(_path, "");
        Thread.Sleep(250);
        Write(2, to: _path + ".1");
        Write(2);
        Check(rig);
        Assert.Equal(1, rig.CountOf("rotated"));
        Assert.InRange(rig.CountOf("vanished"), 0, 1);
    }

    [Fact]
    public void Half_a_record_at_the_end_of_the_old_file_does_not_spoil_the_first_of_the_new_one()
    {
        using FeedRig rig = Start();
        Write(1);
        File.AppendAllText(_path, "half");
        Check(rig);
        File.Move(_path, _path + ".1");
        Write(1);
        rig.WaitFor(3);
        Assert.Equal(["record 0 of the first", "half", "record 1 of the first"], rig.Records);
    }

    [Fact]
    public void A_file_that_is_cut_is_read_from_its_start_again()
    {
        using FeedRig rig = Start();
        Write(5);
        Check(rig);
        File.WriteAllText(_path, "");
        Patience.Until(() => rig.CountOf("truncated") == 1, "the cut is seen");
        Write(2);
        Check(rig);
    }

    [Fact]
    public void A_file_that_is_cut_and_filled_beyond_its_old_end_between_two_looks_is_read_from_its_start()
    {
        using FeedRig rig = Start();
        Write(2);
        Check(rig);
        // One write: no look can come between.
        using (FileStream file = new(_path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
            file.Write(System.Text.Encoding.ASCII.GetBytes(Lines(20, "second")));
        Check(rig);
        Assert.Equal(1, rig.CountOf("truncated"));
    }

    [Fact]
    public void A_file_that_vanishes_is_counted_once_and_waited_for()
    {
        using FeedRig rig = Start();
        Write(2);
        Check(rig);
        File.Delete(_path);
        Patience.Until(() => rig.CountOf("vanished") == 1, "it is missed");
        Thread.Sleep(250);
        Assert.Equal(1, rig.CountOf("vanished"));
        Write(2);
        Check(rig);
    }

    [Fact]
    public void A_restart_goes_on_where_the_engine_stopped()
    {
        List<string> all = [];
        for (int run = 0; run < 4; run++)
        {
            Write(3);
            FeedRig rig = Start();
            rig.WaitFor(3);
            File.AppendAllText(_path, "record ");
            rig.Dispose();
            all.AddRange(rig.Records);
            File.AppendAllText(_path, string.Create(CultureInfo.InvariantCulture, $"{_written++} of the first\n"));
        }

        using FeedRig last = Start();
        last.WaitFor(1);
        all.AddRange(last.Records);
        Assert.Equal(Expected(), all);
    }

    [Fact]
    public void A_restart_finds_the_file_that_was_renamed_meanwhile()
    {
        Write(3);
        using (FeedRig first = Start())
            Check(first);
        Write(2);
        File.Move(_path, _path + "-20260105");
        File.WriteAllText(_path + ".other", "nothing of ours\n");
        Write(2);
        using FeedRig second = Start();
        second.WaitFor(4);
        Assert.Equal(Expected().Skip(3), second.Records);
    }

    [Fact]
    public void A_restart_before_the_folder_is_there_goes_on_where_it_stopped()
    {
        Write(3);
        using (FeedRig first = Start())
            Check(first);
        string away = _folder.PathOf("../" + Path.GetFileName(_folder.PathOf("").TrimEnd('/')) + ".away");
        string positions = File.ReadAllText(_positions);
        Directory.Move(_folder.PathOf(""), away);
        Directory.CreateDirectory(_folder.PathOf(""));
        File.WriteAllText(_positions, positions);
        using FeedRig second = Start();
        Thread.Sleep(300);
        // As a disk that is mounted late.
        File.Move(Path.Combine(away, "eve.json"), _path);
        Directory.Delete(away, recursive: true);
        Write(2);
        second.WaitFor(2);
        Assert.Equal(Expected().Skip(3), second.Records);
    }

    [Fact]
    public void A_restart_sees_that_the_file_was_cut_meanwhile_though_it_is_the_same_file_and_as_long()
    {
        Write(3);
        using (FeedRig first = Start())
            Check(first);
        long length = new FileInfo(_path).Length;
        using (FileStream file = new(_path, FileMode.Open, FileAccess.Write))
        {
            file.SetLength(0);
            file.Write(System.Text.Encoding.ASCII.GetBytes(Lines(20, "second")));
            Assert.True(file.Length > length);
        }

        using FeedRig second = Start();
        second.WaitFor(20);
        Assert.Equal(Expected().Skip(3), second.Records);
        Assert.Equal(1, second.CountOf("truncated"));
    }

    [Fact]
    public void What_the_engine_has_not_taken_is_read_again_after_a_kill()
    {
        Write(3);
        // Never drained, so nothing is remembered: as if the process had been killed.
        FollowedFile killed = Follow();
        killed.Start();
        Patience.Until(() => killed.Stats().Lines == 3, "the lines wait for the engine");
        Thread.Sleep(50);
        using FeedRig next = Start();
        Check(next);
        killed.Stop();
        killed.Dispose();
    }

    [Fact]
    public void A_record_longer_than_the_limit_is_told_and_the_next_is_read()
    {
        using FeedRig rig = Start();
        File.AppendAllText(_path, new string('x', 3_000_000) + "\nnext\n");
        rig.WaitFor(2);
        Assert.Equal(["(too long)", "next"], rig.Records);
    }

    [Fact]
    public void A_late_engine_is_waited_for()
    {
        _written = 200_000;
        File.WriteAllText(_path, string.Concat(Expected().Select(line => line + "\n")));
        using FeedRig rig = Start();
        Patience.Until(() => rig.Stats.Lines > 0, "it reads");
        Thread.Sleep(300);
        Assert.InRange(rig.Stats.Bytes, 1, 6 * (256 << 10));
        rig.WaitFor(_written);
        Assert.Equal(Expected(), rig.Records);
    }

    [Fact]
    public void A_broken_line_in_the_file_of_positions_is_as_none()
    {
        Write(2);
        File.WriteAllText(_positions, $"nonsense\n1 2 3\n-1 0 0 0 0 {_path}\n1 1 99999999999999999999 0 0 {_path}\n1 1 1 300 0 {_path}\n");
        using FeedRig rig = Start();
        Check(rig);
    }

    [Fact]
    public void A_position_that_cannot_be_saved_is_counted()
    {
        Write(2);
        Directory.CreateDirectory(_positions + ".tmp");
        long begin = Stopwatch.GetTimestamp();
        FeedRig rig = Start();
        Check(rig);
        rig.Dispose();
        // At the start, each second from then on, and at the end.
        Assert.InRange(rig.CountOf("save errors"), 1, 2 + (long)Stopwatch.GetElapsedTime(begin).TotalSeconds);
    }

    private FollowedFile Follow() => new(
        _path, new IngestOptions { MaxRecordBytes = 1 << 20 }, FilePositions.Load(_positions), _bell);

    private FeedRig Start() => new(Follow());

    private void Write(int records, string? to = null) => File.AppendAllText(to ?? _path, Lines(records, "first"));

    private string Lines(int records, string of)
    {
        string lines = string.Concat(Enumerable.Range(_written, records).Select(i => string.Create(CultureInfo.InvariantCulture, $"record {i} of the {of}\n")));
        _written += records;
        if (of == "second")
            _secondFrom = _written - records;
        return lines;
    }

    private int _secondFrom = int.MaxValue;

    private IEnumerable<string> Expected() =>
        Enumerable.Range(0, _written).Select(i => string.Create(CultureInfo.InvariantCulture, $"record {i} of the {(i >= _secondFrom ? "second" : "first")}"));

    private void Check(FeedRig rig) => Check(rig, [.. Expected()]);

    private static void Check(FeedRig rig, string[] expected)
    {
        rig.WaitFor(expected.Length);
        Assert.Equal(expected, rig.Records);
    }
}
