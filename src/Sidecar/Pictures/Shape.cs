namespace Sidecar.Pictures;

/// <summary>One thing that is painted, after those before it.</summary>
internal abstract record Shape(Look Look);

/// <summary>Strokes of a pen.</summary>
internal sealed record TraceShape(Look Look, Trace Trace) : Shape(Look);

/// <summary>A closed area; its title is what a browser tells when it is pointed at, and nothing where it is empty.</summary>
internal sealed record AreaShape(Look Look, IReadOnlyList<Spot> Corners, string Title) : Shape(Look);

/// <summary>From its upper left corner.</summary>
internal sealed record RectangleShape(Look Look, Spot At, Spot Size) : Shape(Look);

/// <summary>A line of text from, around or up to a place on its base line.</summary>
internal sealed record TextShape(Look Look, Spot At, Anchor Anchor, string Text) : Shape(Look);

/// <summary>What of a text stands at its place.</summary>
internal enum Anchor
{
    Start,
    Middle,
    End,
}
