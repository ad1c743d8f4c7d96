using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Sidecar.Cli;
using Sidecar.Engine.Eve;
using Sidecar.Engine.Selftest;
using Xunit;

namespace Sidecar.Tests.Cli;

/// <summary>What differs is told with its line, harmless and short; both forms say the same.</summary>
public sealed class SelftestReportTests
{
    private readonly SelftestReport _report = new(3, Compared("a\n", _ => null), [new ComparedFile("eve\u001b.json", Compared("a\nb\nc", line => line == "b" ? "\u001b[2J\n" + new string('x', 500) : null))]);

    [Fact]
    public void A_difference_is_one_harmless_short_line()
    {
        using StringWriter output = new();
        _report.WriteText(output);
        string text = output.ToString();
        Assert.All(text, character => Assert.True(character is '\n' or (>= ' ' and <= '~')));
        Assert.Contains("; 1 differ: eve\\u001B.json\n", text, StringComparison.Ordinal);
        string line = Assert.Single(text.Split('\n'), line => line.StartsWith("  line 2: ", StringComparison.Ordinal));
        Assert.StartsWith("  line 2: \\u001B[2J\\nxxx", line, StringComparison.Ordinal);
        Assert.InRange(line.Length, 200, 250);
        Assert.EndsWith("they differ: please report it, with the line or the seed\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_JSON_has_all_of_it()
    {
        using MemoryStream output = new();
        _report.WriteJson(output);
        JsonElement root = JsonDocument.Parse(output.ToArray()).RootElement;
        Assert.False(root.GetProperty("agree").GetBoolean());
        Assert.Equal(0, root.GetProperty("generated").GetProperty("difference_count").GetInt64());
        JsonElement file = Assert.Single(root.GetProperty("files").EnumerateArray());
        Assert.Equal("eve\u001b.json", file.GetProperty("file").GetString());
        Assert.Equal(3, file.GetProperty("lines").GetInt64());
        Assert.Equal(2, Assert.Single(file.GetProperty("differences").EnumerateArray()).GetProperty("line").GetInt64());
    }

    [Fact]
    public void They_agree_when_nothing_differs()
    {
        SelftestReport report = new(3, Compared("a\n", _ => null), []);
        Assert.True(report.Agree);
        Assert.False(_report.Agree);
    }

    private static ParserComparison Compared(string lines, Func<string, string?> find)
    {
        ParserComparison comparison = new((ReadOnlyMemory<byte> line, out EveStatus status) =>
        {
            status = EveStatus.Ok;
            return find(Encoding.ASCII.GetString(line.Span));
        });
        comparison.CompareLines(PipeReader.Create(new MemoryStream(Encoding.ASCII.GetBytes(lines))));
        return comparison;
    }
}
