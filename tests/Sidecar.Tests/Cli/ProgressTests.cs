using Sidecar.Cli;
using Xunit;

namespace Sidecar.Tests.Cli;

public sealed class ProgressTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0, 1000L, 0L, 0, "0 %  0 B of 1.0 kB, 0 B/s, 0 records")]
    [InlineData(250_000_000, 1_000_000_000L, 1_234_567L, 2, "25 %  250 MB of 1.0 GB, 125 MB/s, 1,234,567 records, 6 s left")]
    [InlineData(1_000_000, 1_000_000_000_000L, 2L, 1, "0 %  1.0 MB of 1.0 TB, 1.0 MB/s, 2 records, 6000:00 min left")]
    [InlineData(999_000_000_000, 999_900_000_000_000L, 9_999_999_999L, 1000, "0 %  999 GB of 1000 TB, 999 MB/s, 9,999,999,999 records, 6000:00 min left")]
    [InlineData(999_000_000_000, 999_900_000_000_000L, 12_345_678_901L, 1000, "0 %  999 GB of 1000 TB, 999 MB/s, 12,345 million records, 6000:00 min left")]
    [InlineData(100, 10_000_000_000_000L, null, 1, "0 %  100 B of 10.0 TB, 100 B/s, 6000:00 min left")]
    [InlineData(2000, 1000L, 7L, 1, "100 %  2.0 kB of 1.0 kB, 2.0 kB/s, 7 records, 0 s left")]
    [InlineData(12_300_000, null, 41_000L, 3, "12.3 MB, 4.1 MB/s, 41,000 records")]
    public void A_line_says_how_much_how_fast_and_how_long(long done, long? total, long? records, int seconds, string line)
    {
        Assert.Equal(line, ProgressLine.Text(done, total, records, TimeSpan.FromSeconds(seconds)));
        Assert.InRange(line.Length, 1, 79);
    }

    [Fact]
    public void What_is_read_is_counted_and_the_line_is_gone_at_the_end()
    {
        string file = _folder.PathOf("eve.json");
        File.WriteAllText(file, new string('x', 5000));
        using Terminal terminal = new();
        using (Progress progress = new(5000, isShown: true, terminal, TimeProvider.System))
        {
            progress.CountRecords(() => 42);
            using Stream watched = progress.Watch(File.OpenRead(file));
            Assert.Equal(5000, watched.Read(new byte[9000]));
            Patience.Until(() => terminal.ToString().Contains("100 %  5.0 kB of 5.0 kB, ", StringComparison.Ordinal), "the line is drawn");
        }

        Assert.Contains("B/s, 42 records, 0 s left", terminal.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("\r\u001b[K", terminal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_line_makes_way_for_what_is_printed_and_waits_for_the_end_of_a_line()
    {
        using Terminal terminal = new();
        HandTimer clock = new();
        using Progress progress = new(1000, isShown: true, terminal, clock);
        progress.Add(100);
        clock.Beat();
        progress.Print(terminal.Write, "half a ", endsLine: false);
        clock.Beat();
        progress.Print(terminal.Write, "line\n", endsLine: true);
        progress.Expect(200);
        clock.Beat();
        progress.Dispose();
        clock.Beat();
        const string erase = "\r\u001b[K";
        Assert.Equal($"{erase}10 %  100 B of 1.0 kB, 0 B/s{erase}half a line\n{erase}50 %  100 B of 200 B, 0 B/s{erase}", terminal.ToString());
    }

    [Fact]
    public void Nobody_there_is_told_nothing()
    {
        using Terminal terminal = new();
        using MemoryStream file = new([1, 2, 3]);
        using (Progress progress = new(null, isShown: false, terminal, TimeProvider.System))
        {
            Assert.Same(file, progress.Watch(file));
        }

        Assert.Equal("", terminal.ToString());
    }

    /// <summary>A clock that stands still, and beats when it is told to.</summary>
    private sealed class HandTimer : TimeProvider
    {
        private Action? _beat;

        public void Beat() => _beat?.Invoke();

        public override long GetTimestamp() => 0;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _beat = () => callback(state);
            return TimeProvider.System.CreateTimer(_ => { }, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>A terminal that may be read while a timer's thread writes.</summary>
    private sealed class Terminal : StringWriter
    {
        private readonly Lock _lock = new();

        public override void Write(string? value)
        {
            lock (_lock)
            {
                base.Write(value);
            }
        }

        public override string ToString()
        {
            lock (_lock)
            {
                return base.ToString();
            }
        }
    }
}
