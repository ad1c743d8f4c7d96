using System.Globalization;

namespace Sidecar.Pictures;

/// <summary>
/// A colour by its name in the style sheet, and as it is on white paper. People with any sight of colours tell them apart
/// (Okabe and Ito); a page in the dark gives the same names other values.
/// </summary>
internal sealed record Ink(string Name, byte Red, byte Green, byte Blue)
{
    /// <summary>Of letters and axes: whatever colour the page writes in.</summary>
    public static readonly Ink Pen = new("currentColor", 0x1b, 0x1f, 0x24);

    public static readonly Ink Far = new("var(--far)", 0xd5, 0x5e, 0x00);

    /// <summary>For clusters and features, by their number.</summary>
    public static readonly IReadOnlyList<Ink> Numbered =
    [
        new("var(--c0)", 0x00, 0x72, 0xb2), new("var(--c1)", 0x00, 0x9e, 0x73), new("var(--c2)", 0x56, 0xb4, 0xe9), new("var(--c3)", 0xcc, 0x79, 0xa7),
        new("var(--c4)", 0xb8, 0x86, 0x0b), new("var(--c5)", 0x7a, 0x6f, 0x9b), new("var(--c6)", 0x8a, 0x8f, 0x98), new("var(--c7)", 0x5d, 0x7d, 0x2c),
    ];

    /// <summary>#d55e00.</summary>
    public string Value => string.Create(CultureInfo.InvariantCulture, $"#{Red:x2}{Green:x2}{Blue:x2}");

    /// <summary>--far.</summary>
    public string Variable => Name["var(".Length..^1];
}
