using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Sidecar.Engine.Extraction;
using Sidecar.Tests.House;
using Xunit;

namespace Sidecar.Tests.Extraction;

/// <summary>Lines that are no records, records that are torn, and bytes that a terminal would obey.</summary>
public sealed class ExtractHostileTests
{
    private static readonly ExtractRequest s_request = new() { Keys = [new ViewKey("http-user-agent", "wanted"u8.ToArray())], FlowIds = [7] };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_the_fuzzer_found_passes_by_and_is_counted(bool once)
    {
        byte[][] hostile = [.. Directory.GetFiles(Path.Combine(HouseTests.Root(), "tests/fixtures/fuzz")).Order(StringComparer.Ordinal)
            .Where(file => Path.GetFileName(file) != "torn").Select(File.ReadAllBytes)];
        Assert.InRange(hostile.Length, 50, 1000);
        List<byte> eve = [];
        List<byte> expected = [];
        for (int i = 0; i < hostile.Length; i++)
        {
            byte[] mine = Encoding.UTF8.GetBytes(EveLines.Http(1000 + i, "wanted", url: "/é\u202e") + "\n");
            eve.AddRange([.. hostile[i], (byte)'\n', .. mine]);
            expected.AddRange(mine);
        }

        byte[] output = ExtractOracle.Run(s_request, [.. eve], once, out ExtractCounts counts);
        Assert.Equal(Encoding.Latin1.GetString([.. expected]), Encoding.Latin1.GetString(output));
        Assert.True(counts.Rejected > 40, counts.Causes());
        Assert.Equal(counts.Received, counts.Records + counts.Rejected);
        Assert.Equal(hostile.Length, counts.Kept);
    }

    [Fact]
    public void The_bytes_are_those_that_came_whatever_they_are()
    {
        // Spaces, a tab, a carriage return, invalid UTF-8 and escapes that need not be.
        byte[] line = [.. "{ \"timestamp\":\t\"2026-01-05T08:00:00.000000+0000\",\"flow_id\": 7 ,\"event_type\":\"http\",\"x\":\""u8, 0xFF, 0xC0, .. "\\u0041\"}\r"u8];
        Assert.Equal([.. line, (byte)'\n'], ExtractOracle.Run(s_request, line, once: false, out _));
        Assert.Equal([.. line, (byte)'\n'], ExtractOracle.Run(s_request, [.. "\n\r\n  \n"u8, .. line, (byte)'\n'], once: true, out ExtractCounts counts));
        Assert.Equal(1, counts.Received);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_whole_record_behind_torn_ones_in_the_same_line_is_found_and_the_heads_are_counted(bool once)
    {
        string whole = EveLines.Http(1, "wanted");
        string[] lines = [EveLines.Alert(1)[..90] + EveLines.Alert(3)[..70] + whole, EveLines.Alert(2) + EveLines.Flow(1), EveLines.Alert(9)[..50]];
        Assert.Equal($"{whole}\n{EveLines.Flow(1)}\n", ExtractOracle.Run(s_request, lines, once, out ExtractCounts counts));
        Assert.Equal((6, 3, 2), (counts.Received, counts.Records, counts.Torn));
        Assert.Equal("1 Truncated, 2 Torn", counts.Causes());
    }

    [Fact]
    public void A_line_that_is_too_long_is_counted_and_the_next_one_read()
    {
        string line = EveLines.Http(7, "wanted");
        string output = ExtractOracle.Run(s_request with { MaxRecordBytes = 1000 }, [line, EveLines.Http(7, new string('x', 2000)), line], once: true, out ExtractCounts counts);
        Assert.Equal($"{line}\n{line}\n", output);
        Assert.Equal((3, "1 TooLong"), (counts.Received, counts.Causes()));
    }

    [Fact]
    public void At_a_terminal_the_same_JSON_comes_in_printable_ASCII()
    {
        byte[] line = [.. Encoding.UTF8.GetBytes(EveLines.Http(7, "wanted\\u001b[2J\u009b\u202e😀\u007f")), .. "\t\r"u8];
        string shown = Encoding.UTF8.GetString(ExtractOracle.Run(s_request with { ForTerminal = true }, [.. line, (byte)'\n', .. "{\"flow_id\":7,\"x\":\""u8, 0xFF, .. "\"}"u8], once: false, out _));
        string[] lines = shown.TrimEnd('\n').Split('\n');
        Assert.All(lines, one => Assert.Matches(new Regex("^[ -~]+$"), one));
        Assert.Equal(Agent(Encoding.UTF8.GetString(line)), Agent(lines[0]));
        Assert.Equal("""{"flow_id":7,"x":"\ufffd"}""", lines[1]);

        static string? Agent(string record) => JsonDocument.Parse(record).RootElement.GetProperty("http").GetProperty("http_user_agent").GetString();
    }

    [Fact]
    public void An_output_that_fails_is_not_taken_for_an_input_that_does()
    {
        ExtractRun run = new(s_request);
        IOException thrown = Assert.Throws<IOException>(() => run.Write(
            read =>
            {
                try
                {
                    read(System.IO.Pipelines.PipeReader.Create(new MemoryStream(Encoding.UTF8.GetBytes(EveLines.Flow(7)))));
                }
                catch (IOException e)
                {
                    throw new IOException("eve.json: " + e.Message, e);
                }
            },
            new FullDisk()));
        Assert.Equal("the disk is full", thrown.Message);
    }

    /// <summary>Takes nothing.</summary>
    private sealed class FullDisk : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (!buffer.IsEmpty)
            {
                throw new IOException("the disk is full");
            }
        }
    }
}
