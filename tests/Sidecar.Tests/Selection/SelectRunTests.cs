using System.Globalization;
using System.Text;
using Sidecar.Engine.Selection;
using Xunit;

namespace Sidecar.Tests.Selection;

public sealed class SelectRunTests
{
    private const int MaxRecordBytes = 1000;

    [Fact]
    public void The_order_of_the_input_is_kept_whatever_the_workers_do()
    {
        Random random = new(3);
        StringBuilder eve = new();
        StringBuilder expected = new();
        for (int i = 0; i < 20_000; i++)
        {
            eve.Append(CultureInfo.InvariantCulture, $"{{\"i\":{i},\"pad\":\"{new string('x', random.Next(300))}\"}}\n");
            expected.Append(CultureInfo.InvariantCulture, $"{i}\n");
        }

        Assert.Equal(expected.ToString(), Run(out SelectCounts counts, workers: 4, eve.ToString()));
        Assert.Equal((20_000, 0), (counts.Records, counts.Rejected));
    }

    [Fact]
    public void Inputs_follow_each_other_and_a_last_line_needs_no_newline() =>
        Assert.Equal("1\n2\n3\n", Run(out _, workers: 2, "{\"i\":1}\n{\"i\":2}", "", "{\"i\":3}"));

    [Fact]
    public void A_line_that_is_too_long_is_counted_and_the_next_one_read()
    {
        string tooLong = "{\"i\":2,\"pad\":\"" + new string('x', 3 * MaxRecordBytes) + "\"}";
        Assert.Equal("1\n3\n", Run(out SelectCounts counts, workers: 2, $"{{\"i\":1}}\n{tooLong}\n{{\"i\":3}}\nx\n"));
        Assert.Equal((2, 2), (counts.Records, counts.Rejected));
        Assert.Equal("1 NotAnObject, 1 TooLong", counts.Causes());
    }

    [Fact]
    public void What_was_read_before_an_input_failed_is_written()
    {
        using SelectRun run = new(SelectedLines.Compile("i"), workers: 2, MaxRecordBytes);
        using MemoryStream output = new();
        IOException thrown = Assert.Throws<IOException>(() => run.Run(
            read =>
            {
                read(Bytes("{\"i\":1}\n"));
                throw new IOException("the disk is gone");
            },
            output));
        Assert.Equal("the disk is gone", thrown.Message);
        Assert.Equal("1\n", Encoding.UTF8.GetString(output.ToArray()));
    }

    [Fact]
    public void An_output_that_fails_ends_the_run_while_the_input_goes_on()
    {
        using ManualResetEventSlim ended = new();
        using SelectRun run = new(SelectedLines.Compile("i"), workers: 2, MaxRecordBytes);
        using MemoryStream closed = new([]);
        Assert.Throws<NotSupportedException>(() => run.Run(
            read =>
            {
                read(Bytes("{\"i\":1}\n"));
                ended.Wait(TimeSpan.FromSeconds(30));
            },
            closed));
        ended.Set();
    }

    private static string Run(out SelectCounts counts, int workers, params string[] inputs)
    {
        using SelectRun run = new(SelectedLines.Compile("i"), workers, MaxRecordBytes);
        using MemoryStream output = new();
        run.Run(read => Array.ForEach(inputs, input => read(Bytes(input))), output);
        counts = run.Counts;
        return Encoding.UTF8.GetString(output.ToArray());
    }

    private static MemoryStream Bytes(string text) => new(Encoding.UTF8.GetBytes(text));
}
