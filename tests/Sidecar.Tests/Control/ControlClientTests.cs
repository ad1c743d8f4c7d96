using System.Text;
using Sidecar.Control;
using Xunit;

namespace Sidecar.Tests.Control;

public sealed class ControlClientTests
{
    [Theory]
    [InlineData("it works!")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("")]
    public void An_answer_of_somebody_else_is_an_IO_exception_that_says_where(string body)
    {
        using ControlClient client = new("/run/other.sock");
        ControlAnswer answer = new(200, Encoding.ASCII.GetBytes(body));
        IOException strange = Assert.Throws<IOException>(() => client.Read(answer, ControlJson.Default.ExclusionsDocument));
        Assert.StartsWith("/run/other.sock: answered 200 ", strange.Message, StringComparison.Ordinal);
    }
}
