using System.Globalization;
using System.Text;
using Sidecar.Cli;
using Wcwidth;

namespace Sidecar.Top;

/// <summary>
/// Text measured in the cells of a terminal: an ideograph takes two. What takes none (an accent that is put on the
/// character before) is written out as \uXXXX: terminals disagree about it, and a pile of accents paints over other lines.
/// </summary>
internal static class Cells
{
    /// <summary>Stands at the end of what was cut.</summary>
    private const char Cut = '~';

    /// <summary>The same text on one line, harmless for a terminal, in which each character takes one cell or two.</summary>
    public static string Harmless(string text)
    {
        string printable = Printable.Line(text);
        if (printable.All(c => WidthOf(c) > 0))
        {
            return printable;
        }

        StringBuilder shown = new();
        foreach (char c in printable)
        {
            _ = WidthOf(c) > 0 ? shown.Append(c) : shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}");
        }

        return shown.ToString();
    }

    /// <summary>Cells that a harmless text takes.</summary>
    public static int Width(string harmless) => harmless.Sum(WidthOf);

    /// <summary>Exactly so many cells: padded with blanks, or cut and marked.</summary>
    public static string Fit(string harmless, int width, bool isRight)
    {
        int taken = Width(harmless);
        if (taken <= width)
        {
            string blanks = new(' ', width - taken);
            return isRight ? blanks + harmless : harmless + blanks;
        }

        string start = Start(harmless, width - 1);
        return width <= 0 ? "" : start + new string(' ', width - 1 - Width(start)) + Cut;
    }

    /// <summary>What fits into so many cells.</summary>
    public static string Start(string harmless, int width)
    {
        int taken = 0;
        for (int i = 0; i < harmless.Length; i++)
        {
            taken += WidthOf(harmless[i]);
            if (taken > width)
            {
                return harmless[..i];
            }
        }

        return harmless;
    }

    /// <summary>One UTF-16 unit is enough: halves of a pair are escaped before.</summary>
    private static int WidthOf(char c) => c is >= ' ' and <= '~' ? 1 : UnicodeCalculator.GetWidth(c);
}
