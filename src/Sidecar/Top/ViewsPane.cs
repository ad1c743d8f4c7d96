using Sidecar.Control;

namespace Sidecar.Top;

/// <summary>One row a view: how many keys it holds, how many of them are excluded, and which guard refused most.</summary>
internal static class ViewsPane
{
    private static readonly TopColumn[] s_columns =
    [
        new("VIEW", 16, Grow: 1),
        new("KEYS", 10, IsNumber: true),
        new("EXCLUDED", 8, IsNumber: true),
        new("ANNOUNCED", 9, IsNumber: true),
        new("BY CROWD", 8, IsNumber: true),
        new("DROPPED", 8, IsNumber: true),
        new("REFUSED", 8, IsNumber: true),
    ];

    public static TopTable Of(TopSample sample) => new(
        s_columns, [.. (sample.Status.Stats?.Views ?? []).Select(Row)], "there is no view");

    private static TopRow Row(ViewDocument view) => new(
        [
            TopCell.Word(view.View),
            TopCell.Count(view.Keys),
            TopCell.Count(view.Excluded),
            TopCell.Count(view.Announced),
            TopCell.Count(view.AnnouncedByCrowd),
            TopCell.Count(view.KeysDropped),
            TopCell.Count(view.RefusedByGuard.Values.Sum()),
        ],
        Detail(view));

    private static string Detail(ViewDocument view)
    {
        string refused = string.Join(", ", view.RefusedByGuard.Where(guard => guard.Value > 0).OrderByDescending(guard => guard.Value)
            .Select(guard => $"{Amount.Count(guard.Value)} {guard.Key.Replace('_', ' ')}"));
        return Cells.Harmless($"refused: {(refused.Length > 0 ? refused : "nothing")}");
    }
}
