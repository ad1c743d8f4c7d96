using System.Globalization;
using Sidecar.Control;

namespace Sidecar.Top;

/// <summary>The upper lines, the same over every pane: what comes, what is left, what was lost.</summary>
internal static class TopHeader
{
    public const int Height = 4;

    private const int BarCells = 20;

    /// <summary>The bar is logarithmic, full at 100 %, empty at a hundredth of a percent: what is left is a sliver.</summary>
    private const double Decades = 4;

    /// <summary>A report is made within a tenth of a second; older than this, the engine is at something long.</summary>
    private const double LateSeconds = 2;

    /// <param name="trouble">Why there was no answer at the last try; nothing when there was one.</param>
    public static IEnumerable<TopLine> Lines(TopSample sample, string? trouble, bool isHeld, int width)
    {
        yield return First(sample, trouble, isHeld, width);
        if (sample.Status.Stats is not StatsDocument stats)
        {
            yield return new TopLine(width).Add("engine    ", TopStyle.Bold).Add("has not begun yet");
            yield return new TopLine(width);
            yield return new TopLine(width);
            yield break;
        }

        yield return new TopLine(width).Add("records   ", TopStyle.Bold)
            .Add($"{Amount.Rate(sample.Status.RecordsPerSecond)}/s, {Amount.Rate(sample.Status.RecordsPerSecondOverMinute)}/s over a minute, {Amount.Count(stats.Records.Received, 15)} in all")
            .AddRight($"{Amount.Count(stats.Connections.Open)} connected", stats.Connections.Open > 0 ? TopStyle.Plain : TopStyle.Dim);
        yield return Residual(sample, stats, width);
        yield return Losses(stats, width);
    }

    private static TopLine First(TopSample sample, string? trouble, bool isHeld, int width)
    {
        TopLine line = new(width);
        if (trouble is not null)
        {
            return line.Add("GONE      ", TopStyle.Bad).Add(Cells.Harmless(trouble), TopStyle.Bad);
        }

        StatusDocument status = sample.Status;
        line.Add(Cells.Harmless($"eve-sidecar {status.Version.Split('+')[0]}"), TopStyle.Bold)
            .Add(Cells.Harmless($", up {Amount.Time(status.UptimeSeconds)}, {Amount.Count(status.ResidentBytes >> 20)} MB, {status.Kernel}"));
        return isHeld ? line.AddRight("HELD", TopStyle.Reverse)
            : status.ReportAgeSeconds > LateSeconds ? line.AddRight($"engine busy for {Amount.Time(status.ReportAgeSeconds)}", TopStyle.Bad)
            : line.AddRight(Cells.Harmless(EventTime(status.EventTime)));
    }

    private static TopLine Residual(TopSample sample, StatsDocument stats, int width)
    {
        long? parsed = sample.Grown(now => now.Records.Parsed);
        double? now = parsed > 0 ? (double)sample.Grown(now => now.Residual.Records)! / parsed : null;
        double share = now ?? stats.Residual.Share;
        int full = share > 0 ? (int)Math.Round(BarCells * Math.Clamp(1 + (Math.Log10(share) / Decades), 0, 1)) : 0;
        return new TopLine(width).Add("residual  ", TopStyle.Bold)
            .Add($"[{new string('|', full)}", TopStyle.Good).Add($"{new string(' ', BarCells - full)}] ", TopStyle.Good)
            .Add($"{Amount.Share(now)} now, {Amount.Share(stats.Residual.Share)} since the start")
            .AddRight(string.Create(CultureInfo.InvariantCulture, $"{Amount.Count(stats.Views.Sum(view => view.Excluded))} excluded"));
    }

    private static TopLine Losses(StatsDocument stats, int width)
    {
        (long Count, string What)[] losses =
        [
            (stats.LostBefore.Values.Sum(type => type.Lost), "before us"),
            (stats.Records.Shed, "shed"),
            (stats.Records.TornByType.Values.Sum(), "torn"),
            (stats.Records.Rejected, "rejected"),
            (stats.Residual.Lost, "of the residual"),
            (stats.Verdicts.LinesLost, "verdicts"),
        ];
        string lost = string.Join(", ", losses.Where(loss => loss.Count > 0).Select(loss => $"{Amount.Count(loss.Count)} {loss.What}"));
        TopLine line = new TopLine(width).Add("lost      ", TopStyle.Bold)
            .Add(lost.Length > 0 ? lost : "nothing", lost.Length > 0 ? TopStyle.Bad : TopStyle.Good);
        return stats.Flows.InEmergency ? line.AddRight("memcap hit", TopStyle.Bad) : line.AddRight($"{Amount.Count(stats.Flows.Live)} flows");
    }

    private static string EventTime(string? time) => time is null ? "no event time yet" : time.Split('.')[0].Replace('T', ' ');
}
