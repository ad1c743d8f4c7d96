using Sidecar.Control;

namespace Sidecar.Top;

/// <summary>One row a key that is excluded or marked, or that a person said something about. Ages are event time.</summary>
internal static class KeysPane
{
    public const int ShareColumn = 3;

    private static readonly TopColumn[] s_columns =
    [
        new("VIEW", 15),
        new("KEY", 20, Grow: 2),
        new("HAND", 5),
        new("SHARE", 7, IsNumber: true),
        new("AGE", 6, IsNumber: true),
        new("LEFT", 6, IsNumber: true),
        new("REASON", 15, Grow: 1),
    ];

    public static TopTable Of(TopSample sample) => new(
        s_columns, [.. sample.Exclusions.Select(one => Row(one, sample.Now))], "no key is excluded");

    private static TopRow Row(ExclusionDocument one, long? now)
    {
        // As JSON, since a key need not be text that .NET can hold; its quotes are no part of it.
        string key = Cells.Harmless(one.Key.GetRawText()[1..^1]);
        string reason = Cells.Harmless(one.Reason);
        return new TopRow(
            [
                TopCell.Word(one.View),
                new TopCell(key),
                TopCell.Word(one.ByHand ?? ""),
                TopCell.Share(one.Share),
                TopCell.Time(Seconds(TopSample.Time(one.Since), now)),
                one.Expires is null ? new TopCell(one.Excluded ? "no end" : "-", double.PositiveInfinity) : TopCell.Time(Seconds(now, TopSample.Time(one.Expires))),
                new TopCell(reason),
            ],
            $"{key}: {(one.Excluded ? "" : "not excluded, ")}{reason}");
    }

    private static double? Seconds(long? from, long? to) => (to - from) / 1e6;
}
