using Sidecar.Control;

namespace Sidecar.Top;

/// <summary>One row an event type: how many come each second, how many are left, and how many were lost on the way.</summary>
internal static class RecordsPane
{
    public const int CountColumn = 2;

    private static readonly TopColumn[] s_columns =
    [
        new("TYPE", 10, Grow: 1),
        new("RECORDS/S", 9, IsNumber: true),
        new("RECORDS", 13, IsNumber: true),
        new("RESIDUAL/S", 10, IsNumber: true),
        new("RESIDUAL", 9, IsNumber: true),
        new("TORN", 7, IsNumber: true),
        new("SHED", 7, IsNumber: true),
        new("LOST", 8, IsNumber: true),
    ];

    public static TopTable Of(TopSample sample) => new(
        s_columns,
        sample.Status.Stats is StatsDocument stats ? [.. Types(stats).Select(type => Row(sample, stats, type))] : [],
        "no record has come yet");

    private static IEnumerable<string> Types(StatsDocument stats) => stats.Records.ByType.Where(type => type.Value > 0)
        .Concat(stats.Records.TornByType.Where(type => type.Value > 0))
        .Concat(stats.Records.ShedByType.Where(type => type.Value > 0))
        .Select(type => type.Key)
        .Concat(stats.LostBefore.Where(type => type.Value.Lost > 0).Select(type => type.Key))
        .Distinct();

    private static TopRow Row(TopSample sample, StatsDocument stats, string type)
    {
        long count = Of(stats.Records.ByType, type);
        long residual = Of(stats.Residual.ByType, type);
        long torn = Of(stats.Records.TornByType, type);
        long shed = Of(stats.Records.ShedByType, type);
        long lost = stats.LostBefore.TryGetValue(type, out LossDocument? loss) ? loss.Lost : 0;
        return new TopRow(
            [
                TopCell.Word(type),
                TopCell.Rate(sample.Rate(now => Of(now.Records.ByType, type))),
                TopCell.Count(count),
                TopCell.Rate(sample.Rate(now => Of(now.Residual.ByType, type))),
                TopCell.Share(count > 0 ? (double)residual / count : null),
                TopCell.Count(torn),
                TopCell.Count(shed),
                TopCell.Count(lost),
            ],
            IsBad: torn + shed + lost > 0);
    }

    private static long Of(IReadOnlyDictionary<string, long> counts, string type) => counts.TryGetValue(type, out long count) ? count : 0;
}
