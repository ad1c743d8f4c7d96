using Sidecar.Cli;
using Sidecar.Config;
using Sidecar.Engine.Ingest;
using Xunit;

namespace Sidecar.Tests.Cli;

public sealed class FailureTests
{
    public static TheoryData<Exception, int> Foreseen => new()
    {
        { new ConfigurationException(["one", "two"]), 2 },
        { new PlatformNotSupportedException("no such kernel"), 2 },
        { new IOException("disk full"), 1 },
        { new FileNotFoundException("no such file"), 1 },
        { new UnauthorizedAccessException("not yours"), 1 },
        { new SocketFileException("a live one"), 1 },
    };

    [Theory]
    [MemberData(nameof(Foreseen))]
    public void What_was_foreseen_is_an_exit_code(Exception thrown, int code) => Assert.Equal(code, Failure.Catch(() => throw thrown));

    [Fact]
    public void Work_that_succeeds_says_its_own_code() => Assert.Equal(7, Failure.Catch(() => 7));

    [Fact]
    public void A_bug_is_not_hidden() =>
        Assert.Throws<InvalidOperationException>(() => Failure.Catch(() => throw new InvalidOperationException()));
}
