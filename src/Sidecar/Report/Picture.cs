using Sidecar.Pictures;

namespace Sidecar.Report;

/// <summary>One picture of a report: in the page, and beside it as two files that open by themselves.</summary>
/// <param name="Name">Of its files, without the ending.</param>
/// <param name="Caption">What is seen, as text.</param>
internal sealed record Picture(string Name, string Caption, Panel Panel)
{
    /// <summary>The svg element as it stands in the page.</summary>
    public string Svg => SvgText.Element(Panel);
}
