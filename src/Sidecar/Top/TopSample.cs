using System.Text;
using Sidecar.Control;
using Sidecar.Engine.Eve;

namespace Sidecar.Top;

/// <summary>What a running sidecar said at one look, and at the look before, from which rates follow; immutable.</summary>
internal sealed record TopSample(StatusDocument Status)
{
    /// <summary>What it said at the look before; nothing at the first look, and when another process answers now.</summary>
    public StatusDocument? Before { get; private init; }

    /// <summary>Keys that are excluded or kept from it; as they were when they were last shown.</summary>
    public IReadOnlyList<ExclusionDocument> Exclusions { get; init; } = [];

    /// <summary>Live flows, likewise.</summary>
    public LiveFlowsDocument Flows { get; init; } = new([], []);

    /// <summary>Event time in microseconds; nothing before the first record that has one.</summary>
    public long? Now => Time(Status.EventTime);

    /// <summary>The next look.</summary>
    public TopSample Next(StatusDocument status)
    {
        bool isSame = status.Pid == Status.Pid && status.UptimeSeconds >= Status.UptimeSeconds;
        if (!isSame)
        {
            return new TopSample(status);
        }

        // A report that is no newer tells no rate: the one before it stays.
        StatusDocument? before = Moment(status) > Moment(Status) ? Status : Before;
        return this with { Status = status, Before = before };
    }

    /// <summary>How much a count grew each second between the two looks.</summary>
    public double? Rate(Func<StatsDocument, long> count) => Grown(count) is long grown ? grown / (Moment(Status) - Moment(Before!)) : null;

    /// <summary>How much a count grew between the two looks.</summary>
    public long? Grown(Func<StatsDocument, long> count) =>
        Status.Stats is StatsDocument now && Before?.Stats is StatsDocument before && Moment(Status) > Moment(Before) ? count(now) - count(before) : null;

    /// <summary>Event time in microseconds out of a time that the sidecar wrote.</summary>
    public static long? Time(string? text) => text is not null && EveTime.TryParse(Encoding.UTF8.GetBytes(text), out long time) ? time : null;

    /// <summary>When the engine made the report, in seconds since its start by its own clock.</summary>
    private static double Moment(StatusDocument status) => status.UptimeSeconds - status.ReportAgeSeconds;
}
