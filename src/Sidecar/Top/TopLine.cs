using System.Text;

namespace Sidecar.Top;

/// <summary>How a piece of a line looks; each is bold or reversed too, since a terminal need have no colours.</summary>
internal enum TopStyle
{
    Plain,
    Dim,
    Bold,
    Good,
    Bad,
    Reverse,
}

/// <summary>
/// One line of the screen: pieces of harmless text, never wider than the window. Built from left to right; what does not
/// fit is left out.
/// </summary>
internal sealed class TopLine(int width)
{
    private readonly List<(string Text, TopStyle Style)> _pieces = [];
    private int _taken;

    /// <summary>The words without their look.</summary>
    public string Text => string.Concat(_pieces.Select(piece => piece.Text));

    public TopLine Add(string harmless, TopStyle style = TopStyle.Plain)
    {
        string fitting = Cells.Start(harmless, width - _taken);
        if (fitting.Length > 0)
        {
            _pieces.Add((fitting, style));
            _taken += Cells.Width(fitting);
        }

        return this;
    }

    /// <summary>Puts a text to the right end, if there is room for it.</summary>
    public TopLine AddRight(string harmless, TopStyle style = TopStyle.Plain)
    {
        int blanks = width - _taken - Cells.Width(harmless);
        return blanks < 1 ? this : Add(new string(' ', blanks)).Add(harmless, style);
    }

    /// <summary>Blanks up to the right end.</summary>
    public TopLine Fill(TopStyle style) => Add(new string(' ', Math.Max(0, width - _taken)), style);

    /// <summary>With the escapes (ECMA-48) that make its look, of a terminal that has colours or of any.</summary>
    public string Escaped(bool hasColours)
    {
        StringBuilder escaped = new();
        foreach ((string text, TopStyle style) in _pieces)
        {
            string look = style switch
            {
                TopStyle.Dim => "2",
                TopStyle.Bold => "1",
                TopStyle.Good => hasColours ? "32" : "",
                TopStyle.Bad => hasColours ? "1;31" : "1",
                TopStyle.Reverse => "7",
                _ => "",
            };
            _ = look.Length == 0 ? escaped.Append(text) : escaped.Append("\u001b[").Append(look).Append('m').Append(text).Append("\u001b[0m");
        }

        return escaped.ToString();
    }
}
