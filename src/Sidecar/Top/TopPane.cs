namespace Sidecar.Top;

/// <summary>What the lower part of the screen shows, in the order of their keys 1 to 4.</summary>
internal enum TopPane
{
    Records,
    Keys,
    Flows,
    Views,
}

/// <summary>The panes by what they show.</summary>
internal static class TopPanes
{
    public static IReadOnlyList<TopPane> All { get; } = Enum.GetValues<TopPane>();

    public static TopTable Of(TopPane pane, TopSample sample) => pane switch
    {
        TopPane.Records => RecordsPane.Of(sample),
        TopPane.Keys => KeysPane.Of(sample),
        TopPane.Flows => FlowsPane.Of(sample),
        _ => ViewsPane.Of(sample),
    };

    /// <summary>How a pane is before anybody touched it: what matters most comes first.</summary>
    public static PaneState First(TopPane pane) => pane switch
    {
        TopPane.Records => new PaneState(RecordsPane.CountColumn, Descending: true),
        TopPane.Keys => new PaneState(KeysPane.ShareColumn, Descending: true),
        TopPane.Flows => new PaneState(FlowsPane.BytesColumn, Descending: true),
        _ => new PaneState(0, Descending: false),
    };
}
