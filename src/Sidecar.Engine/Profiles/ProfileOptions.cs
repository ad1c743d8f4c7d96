namespace Sidecar.Engine.Profiles;

/// <summary>Window and bounds of the profiles of one view.</summary>
public sealed record ProfileOptions
{
    public static ProfileOptions Default { get; } = new();

    /// <summary>A key's numbers are those of the last so many seconds of event time, give or take one pane.</summary>
    public long WindowSeconds { get; init; } = 3600;

    /// <summary>Parts of the window; the oldest is dropped as a whole.</summary>
    public int Panes { get; init; } = 12;

    /// <summary>Keys of a view in the window; at the bound the lightest eighth leaves and is counted.</summary>
    public int MaxKeys { get; init; } = 100_000;

    /// <summary>Memory of a view's distinct counts; at the bound the lightest eighth of the keys leaves.</summary>
    public long MaxSketchBytes { get; init; } = 256L << 20;

    /// <summary>Longest key text; a longer one is cut and counted.</summary>
    public int MaxKeyBytes { get; init; } = 1024;
}
