using System.Text;
using Sidecar.Top;
using Xunit;

namespace Sidecar.Tests.Top;

/// <summary>What is written to the terminal.</summary>
public sealed class TopScreenTests
{
    [Fact]
    public void Only_lines_that_changed_are_written_again()
    {
        using MemoryStream terminal = new();
        using TopScreen screen = new(terminal, hasColours: true);
        screen.Enter();
        screen.Draw([Line("a"), Line("b")], isNew: true);
        string before = Written(terminal);
        screen.Draw([Line("a"), Line("b")], isNew: false);
        Assert.Equal("", Written(terminal)[before.Length..]);
        screen.Draw([Line("a"), Line("c")], isNew: false);
        Assert.Equal("\u001b[2;1H\u001b[Kc", Written(terminal)[before.Length..]);
    }

    [Fact]
    public void Leaving_gives_back_what_entering_took_once()
    {
        using MemoryStream terminal = new();
        TopScreen screen = new(terminal, hasColours: true);
        screen.Enter();
        screen.Leave();
        screen.Draw([Line("late")], isNew: false);
        screen.Dispose();
        Assert.Equal(
            "\u001b[?1049h\u001b[?25l\u001b[?7l\u001b[0m\u001b[2J" + "\u001b[0m\u001b[?7h\u001b[?25h\u001b[?1049l\u001b[?1l\u001b>",
            Written(terminal));
    }

    [Fact]
    public void A_terminal_without_colours_gets_none()
    {
        TopLine line = new TopLine(80).Add("lost", TopStyle.Bad).Add(" all", TopStyle.Good);
        Assert.Equal("\u001b[1;31mlost\u001b[0m\u001b[32m all\u001b[0m", line.Escaped(hasColours: true));
        Assert.Equal("\u001b[1mlost\u001b[0m all", line.Escaped(hasColours: false));
    }

    private static TopLine Line(string text) => new TopLine(80).Add(text);

    private static string Written(MemoryStream terminal) => Encoding.UTF8.GetString(terminal.ToArray());
}
