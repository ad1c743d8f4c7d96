using System.Text;
using Sidecar.Engine.Eve;
using Sidecar.Engine.Kernels;
using Xunit;

namespace Sidecar.Tests.Eve;

/// <summary>Each cause of a rejection has its name, because an operator reads the counter.</summary>
public abstract class EveParserStatusTests(JsonKernel kernel)
{
    [Theory]
    [InlineData("", EveStatus.EmptyLine)]
    [InlineData(" \r", EveStatus.EmptyLine)]
    [InlineData("[]", EveStatus.NotAnObject)]
    [InlineData("\"flow_id\":1}", EveStatus.NotAnObject)]
    [InlineData("{", EveStatus.Truncated)]
    [InlineData("{\"flow_id\"", EveStatus.Truncated)]
    [InlineData("{\"flow_id\":", EveStatus.Truncated)]
    [InlineData("{\"flow_id\":1", EveStatus.Truncated)]
    [InlineData("{\"flow_id\":-", EveStatus.Truncated)]
    [InlineData("{\"flow_id\":1e", EveStatus.Truncated)]
    [InlineData("{\"flow_id\":1,", EveStatus.Truncated)]
    [InlineData("{\"host\":\"a", EveStatus.Truncated)]
    [InlineData("{\"host\":\"a\\", EveStatus.Truncated)]
    [InlineData("{\"host\":\"a\\u00", EveStatus.Truncated)]
    [InlineData("{\"host\":tr", EveStatus.Truncated)]
    [InlineData("{}{", EveStatus.TrailingBytes)]
    [InlineData("{}\0", EveStatus.TrailingBytes)]
    [InlineData("{\"flow_id\":1;", EveStatus.UnexpectedByte)]
    [InlineData("{\"flow_id\":\0}", EveStatus.UnexpectedByte)]
    [InlineData("{\"host\":\"sen{\"timestamp\":\"2026", EveStatus.UnexpectedByte)]
    [InlineData("{\"host\":trap}", EveStatus.BadLiteral)]
    [InlineData("{\"flow_id\":-x}", EveStatus.BadNumber)]
    [InlineData("{\"flow_id\":1.}", EveStatus.BadNumber)]
    [InlineData("{\"flow_id\":1e}", EveStatus.BadNumber)]
    [InlineData("{\"host\":\"\\x\"}", EveStatus.BadEscape)]
    [InlineData("{\"host\":\"\\u00g0\"}", EveStatus.BadEscape)]
    [InlineData("{\"host\":\"\n\"}", EveStatus.ControlByteInString)]
    public void A_line_is_rejected_by_cause(string line, EveStatus expected) =>
        Assert.Equal(expected, new EveParser(FieldTable.Engine, kernel).Parse(Encoding.UTF8.GetBytes(line), out _));

    [Fact]
    public void A_record_that_ends_too_early_is_truncated_wherever_it_ends()
    {
        byte[] line = Encoding.UTF8.GetBytes("{\"host\":\"\\u00e9\\n€\",\"flow_id\":-1.5e+3,\"flow\":{\"alerted\":true,\"x\":[null,false,{}]} }");
        var parser = new EveParser(FieldTable.Engine, kernel);
        Assert.Equal(EveStatus.Ok, parser.Parse(line, out _));
        for (int length = 1; length < line.Length; length++)
            Assert.Equal(EveStatus.Truncated, parser.Parse(line.AsSpan(0, length), out _));
    }

    [Fact]
    public void A_rejected_line_leaves_nothing_of_itself_or_of_the_record_before()
    {
        var parser = new EveParser(FieldTable.Engine, kernel);
        parser.Parse("{\"host\":\"a\",\"flow_id\":1}"u8, out _);
        EveStatus status = parser.Parse("{\"host\":\"b\",\"proto\":\"TCP\",}"u8, out EveRecord record);
        Assert.Equal(EveStatus.UnexpectedByte, status);
        foreach (EveField field in Enum.GetValues<EveField>())
            Assert.True(record.IsMissing(field) && !record.TryGetText(field, out _) && !record.TryGetInt64(field, out _));
    }

    [Fact]
    public void The_kernel_that_was_asked_for_reads_the_line()
    {
        var parser = new EveParser(FieldTable.Engine, kernel);
        Assert.Equal(EveStatus.Ok, parser.Parse("{\"host\":\"a\",\"flow_id\":1}"u8, out _));
        Assert.Equal(kernel, parser.Kernel);
        Assert.Equal(kernel, parser.LastReader);
    }

    [Fact]
    public void The_scalar_parser_reads_what_is_not_compact_and_what_is_wrong()
    {
        var parser = new EveParser(FieldTable.Engine, kernel);
        Assert.Equal(EveStatus.Ok, parser.Parse("{\"host\": \"a\", \"flow_id\":1}"u8, out EveRecord record));
        Assert.True(record.TryGetText(EveField.Host, out EveText host) && host.Is("a"u8));
        Assert.Equal(JsonKernel.Scalar, parser.LastReader);

        Assert.Equal(EveStatus.UnexpectedByte, parser.Parse("{\"host\":\"a\",\"flow_id\":1,}"u8, out _));
        Assert.Equal(JsonKernel.Scalar, parser.LastReader);
    }
}

public sealed class EveParserStatusScalarTests() : EveParserStatusTests(JsonKernel.Scalar);

public sealed class EveParserStatus128Tests() : EveParserStatusTests(JsonKernel.Vector128);

public sealed class EveParserStatus256Tests() : EveParserStatusTests(JsonKernel.Vector256);

public sealed class EveParserStatus512Tests() : EveParserStatusTests(JsonKernel.Vector512);
