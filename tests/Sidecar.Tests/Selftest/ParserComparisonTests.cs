using System.IO.Pipelines;
using System.Text;
using Sidecar.Engine.Eve;
using Sidecar.Engine.Kernels;
using Sidecar.Engine.Selftest;
using Xunit;

namespace Sidecar.Tests.Selftest;

/// <summary>The comparison counts each line, and names those that are not read alike.</summary>
public sealed class ParserComparisonTests
{
    [Fact]
    public void Generated_records_are_read_alike_and_by_every_kernel_that_is_here()
    {
        ParserComparison comparison = new();
        comparison.CompareGenerated(seed: 7, count: 2000);
        Assert.Empty(comparison.Differences);
        Assert.Equal(2000, comparison.Lines);
        Assert.InRange(comparison.Records, 500, 1800);
        Assert.Equal(JsonOracle.AllKernels.Where(JsonKernels.IsSupported), comparison.LinesReadBy.Keys);
        Assert.All(comparison.LinesReadBy.Values, lines => Assert.InRange(lines, 250, comparison.Records));
    }

    [Fact]
    public void A_generated_record_that_is_not_read_alike_is_named_by_the_seed_that_makes_it_again()
    {
        List<byte[]> seen = [];
        ParserComparison comparison = new((ReadOnlyMemory<byte> line, out EveStatus status) =>
        {
            seen.Add(line.ToArray());
            status = EveStatus.Ok;
            return seen.Count == 3 ? "wrong" : null;
        });
        comparison.CompareGenerated(seed: 40, count: 5);
        ParserDifference difference = Assert.Single(comparison.Differences);
        Assert.Equal(new ParserDifference(42, "wrong"), difference);
        ParserComparison again = new((ReadOnlyMemory<byte> line, out EveStatus status) =>
        {
            status = EveStatus.Ok;
            return line.Span.SequenceEqual(seen[2]) ? "the same" : null;
        });
        again.CompareGenerated((int)difference.Line, count: 1);
        Assert.Equal("the same", Assert.Single(again.Differences).What);
    }

    [Fact]
    public void Lines_of_a_file_are_numbered_from_one_the_last_without_its_newline_too()
    {
        ParserComparison comparison = new((ReadOnlyMemory<byte> line, out EveStatus status) =>
        {
            status = EveStatus.EmptyLine;
            return line.Span.SequenceEqual("odd"u8) ? "odd it is" : null;
        });
        comparison.CompareLines(PipeReader.Create(new MemoryStream(Encoding.ASCII.GetBytes("odd\nlonger than that\n\nodd"))));
        Assert.Equal([new ParserDifference(1, "odd it is"), new ParserDifference(4, "odd it is")], comparison.Differences);
        Assert.Equal((4, 0, 2), (comparison.Lines, comparison.Records, comparison.DifferenceCount));
    }

    [Fact]
    public void Only_the_first_differences_are_kept_and_all_are_counted()
    {
        ParserComparison comparison = new((ReadOnlyMemory<byte> line, out EveStatus status) =>
        {
            status = EveStatus.Ok;
            return "wrong";
        });
        comparison.CompareLines(PipeReader.Create(new MemoryStream(Encoding.ASCII.GetBytes(new string('\n', 100)))));
        Assert.Equal(Enumerable.Range(1, ParserComparison.MaxKept), comparison.Differences.Select(difference => (int)difference.Line));
        Assert.Equal(100, comparison.DifferenceCount);
    }
}
