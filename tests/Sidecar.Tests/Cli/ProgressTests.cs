using Sidecar.Cli;
using Xunit;

namespace Sidecar.Tests.Cli;

public sealed class ProgressTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0, 1000L, 0, "0 %  0 B of 1.0 kB, 0 B/s")]
    [InlineData(250_000_000, 1_000_000_000L, 2, "25 %  250 MB of 1.0 GB, 125 MB/s, 6 s left")]
    [InlineData(1_000_000, 1_000_000_000_000L, 1, "0 %  1.0 MB of 1.0 TB, 1.0 MB/s, 6000:00 min left")]
    [InlineData(100, 10_000_000_000_000L, 1, "0 %  100 B of 10.0 TB, 100 B/s, 6000:00 min left")]
    [InlineData(2000, 1000L, 1, "100 %  2.0 kB of 1.0 kB, 2.0 kB/s, 0 s left")]
    [InlineData(12_300_000, null, 3, "12.3 MB, 4.1 MB/s")]
    public void A_line_says_how_much_how_fast_and_how_long(long done, long? total, int seconds, string line)
    {
        Assert.Equal(line, ProgressLine.Text(done, total, TimeSpan.FromSeconds(seconds)));
        Assert.InRange(line.Length, 1, 79);
    }

    [Fact]
    public void What_is_read_is_counted_and_the_line_is_gone_at_the_end()
    {
        string file = _folder.PathOf("eve.json");
        File.WriteAllText(file, new string('x', 5000));
        using Terminal terminal = new();
        using (Progress progress = new([file], isShown: true, terminal, TimeProvider.System))
        {
            using Stream watched = progress.Watch(File.OpenRead(file));
            Assert.Equal(5000, watched.Read(new byte[9000]));
            Patience.Until(() => terminal.ToString().Contains("100 %  5.0 kB of 5.0 kB", StringComparison.Ordinal), "the line is drawn");
        }

        Assert.EndsWith("\r\u001b[K", terminal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Nobody_there_is_told_nothing()
    {
        using Terminal terminal = new();
        using MemoryStream file = new([1, 2, 3]);
        using (Progress progress = new(["-"], isShown: false, terminal, TimeProvider.System))
        {
            Assert.Same(file, progress.Watch(file));
        }

        Assert.Equal("", terminal.ToString());
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
