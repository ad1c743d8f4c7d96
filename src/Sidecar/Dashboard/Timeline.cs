using System.Text.Json;
using Sidecar.Control;
using Sidecar.Engine;
using Sidecar.Engine.Eve;

namespace Sidecar.Dashboard;

/// <summary>
/// What came each second of the last quarter of an hour, so that a page that is opened late has a past to show. A task of
/// its own asks for one report a second, however many browsers look.
/// </summary>
internal sealed class Timeline : IDisposable
{
    /// <summary>Seconds remembered; the oldest go first.</summary>
    public const int Capacity = 900;

    private static readonly TimeSpan s_beat = TimeSpan.FromSeconds(1);

    private readonly LiveEngine _live;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _lock = new();
    private readonly Queue<Second> _seconds = new();
    private readonly Task _task;
    private EngineReport? _before;
    private long _next;

    public Timeline(LiveEngine live, TimeProvider clock)
    {
        _live = live;
        _clock = clock;
        _task = Task.Run(Keep);
    }

    /// <summary>The seconds from number <paramref name="since"/> on, column by column, and the number to ask for next.</summary>
    public void Write(Utf8JsonWriter json, long since)
    {
        Second[] shown;
        long next;
        lock (_lock)
        {
            next = _next;
            shown = [.. _seconds.Where(second => second.Number >= since)];
        }

        json.WriteStartObject();
        json.WriteNumber("next", next);
        Column(json, "time", shown, second => second.UnixSeconds);
        Column(json, "shed", shown, second => second.Shed);
        Column(json, "rejected", shown, second => second.Rejected);
        Column(json, "residual_share", shown, second => second.ResidualShare);
        json.WriteStartObject("by_type");
        for (int type = 0; type < EventTypes.Names.Count; type++)
        {
            int one = type;
            Column(json, EventTypes.Names[type], shown, second => second.ByType[one]);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    public void Dispose()
    {
        _end.Cancel();
        _task.GetAwaiter().GetResult();
        _end.Dispose();
    }

    private static void Column(Utf8JsonWriter json, string name, Second[] seconds, Func<Second, double?> value)
    {
        json.WriteStartArray(name);
        foreach (Second second in seconds)
        {
            if (value(second) is double number)
            {
                json.WriteNumberValue(Math.Round(number, 6));
            }
            else
            {
                json.WriteNullValue();
            }
        }

        json.WriteEndArray();
    }

    private async Task Keep()
    {
        using PeriodicTimer timer = new(s_beat, _clock);
        try
        {
            while (await timer.WaitForNextTickAsync(_end.Token))
            {
                Reading reading = await Reading.Take(_live, ControlPages.Patience);
                if (reading.Report is EngineReport now && now.TakenAt != _before?.TakenAt)
                {
                    Add(now);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The sidecar ends.
        }
    }

    private void Add(EngineReport now)
    {
        if (_before is EngineReport before)
        {
            double seconds = Math.Max(0.001, _clock.GetElapsedTime(before.TakenAt, now.TakenAt).TotalSeconds);
            double parsed = now.Stats.Parsed - before.Stats.Parsed;
            double left = now.Stats.ResidualByType.Sum() - before.Stats.ResidualByType.Sum();
            lock (_lock)
            {
                if (_seconds.Count == Capacity)
                {
                    _seconds.Dequeue();
                }

                _seconds.Enqueue(new Second(
                    _next++,
                    _clock.GetUtcNow().ToUnixTimeSeconds(),
                    [.. now.Stats.ByType.Zip(before.Stats.ByType, (later, earlier) => (later - earlier) / seconds)],
                    (now.Stats.ShedRecords - before.Stats.ShedRecords) / seconds,
                    (now.Stats.Rejected - before.Stats.Rejected) / seconds,
                    parsed > 0 ? left / parsed : null));
            }
        }

        _before = now;
    }

    /// <summary>Records a second, and what part of them was left to look at; nothing when none came.</summary>
    private sealed record Second(long Number, long UnixSeconds, double[] ByType, double Shed, double Rejected, double? ResidualShare);
}
