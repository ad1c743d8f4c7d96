using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Sidecar.Engine.Eve;
using Sidecar.Engine.Ingest;
using Sidecar.Engine.Losses;
using Xunit;

namespace Sidecar.Tests.Losses;

/// <summary>A Suricata is played: it says what it made, and some of that does not come.</summary>
public sealed class LossMeterTests
{
    private readonly LossMeter _meter = new();
    private readonly PipeInput _one = NewInput();
    private readonly PipeInput _other = NewInput();

    [Fact]
    public void Without_stats_nothing_is_known()
    {
        Arrive(_one, EventType.Flow, 100);
        Assert.Empty(_meter.Estimates());
        _meter.End(_one);
        Assert.Empty(_meter.Estimates());
    }

    [Fact]
    public void What_was_made_and_did_not_come_is_lost()
    {
        Arrive(_one, EventType.Flow, 40);
        // What was lost before the first stats record nobody can tell.
        Say(_one, at: 100, uptime: 10, flows: 50);
        Arrive(_one, EventType.Flow, 90);
        Say(_one, at: 108, uptime: 18, flows: 150);
        Assert.Equal((100, 10), Of(EventType.Flow));
        Arrive(_one, EventType.Flow, 20);
        Say(_one, at: 116, uptime: 26, flows: 170);
        Assert.Equal((120, 10), Of(EventType.Flow));
    }

    [Fact]
    public void Counters_that_are_behind_the_records_take_nothing_back()
    {
        Say(_one, at: 100, uptime: 10, flows: 0);
        Arrive(_one, EventType.Flow, 5);
        Say(_one, at: 108, uptime: 18, flows: 15);
        Assert.Equal(10, Of(EventType.Flow).Lost);
        Arrive(_one, EventType.Flow, 50);
        Say(_one, at: 116, uptime: 26, flows: 45);
        Assert.Equal(10, Of(EventType.Flow).Lost);
        Say(_one, at: 124, uptime: 34, flows: 65);
        Assert.Equal(10, Of(EventType.Flow).Lost);
    }

    [Fact]
    public void A_type_that_is_not_logged_is_not_lost()
    {
        Say(_one, at: 100, uptime: 10, flows: 0, http: 0);
        Arrive(_one, EventType.Flow, 10);
        Say(_one, at: 108, uptime: 18, flows: 10, http: 500);
        Assert.Equal((0, 0), Of(EventType.Http));
        Arrive(_one, EventType.Http, 1);
        Say(_one, at: 116, uptime: 26, flows: 10, http: 503);
        Assert.Equal((3, 2), Of(EventType.Http));
    }

    [Theory]
    [InlineData(104, 1, 3)]
    [InlineData(1000, 2, 30_000)]
    public void A_Suricata_that_started_again_counts_from_zero(long at, long uptime, long flows)
    {
        Say(_one, at: 90, uptime: 20, flows: 100);
        Arrive(_one, EventType.Flow, 5);
        Say(_one, at: 98, uptime: 28, flows: 112);
        Assert.Equal(7, Of(EventType.Flow).Lost);
        Arrive(_one, EventType.Flow, 3);
        Say(_one, at, uptime, flows);
        Assert.Equal(7, Of(EventType.Flow).Lost);
        Arrive(_one, EventType.Flow, 10);
        Say(_one, at + 8, uptime + 8, flows + 12);
        Assert.Equal(9, Of(EventType.Flow).Lost);
    }

    [Fact]
    public void Two_Suricatas_on_two_connections_are_counted_apart_and_added_up()
    {
        Say(_one, at: 100, uptime: 10, flows: 1_000);
        Say(_other, at: 100, uptime: 90, flows: 7);
        Arrive(_one, EventType.Flow, 10);
        Arrive(_other, EventType.Flow, 20);
        Say(_one, at: 108, uptime: 18, flows: 1_011);
        Say(_other, at: 108, uptime: 98, flows: 30);
        Assert.Equal((34, 4), Of(EventType.Flow));
        _meter.End(_one);
        Assert.Equal((34, 4), Of(EventType.Flow));
        _meter.End(_other);
        Assert.Equal((34, 4), Of(EventType.Flow));
    }

    [Fact]
    public void Two_sensors_behind_one_connection_are_told_apart_by_name()
    {
        Say(_one, at: 100, uptime: 10, flows: 1_000, host: "a");
        Say(_one, at: 100, uptime: 90, flows: 7, host: "b");
        for (int round = 1; round <= 3; round++)
        {
            Arrive(_one, EventType.Flow, 30);
            Say(_one, at: 100 + (8 * round), uptime: 10 + (8 * round), flows: 1_000 + (20 * round), host: "a");
            Say(_one, at: 100 + (8 * round), uptime: 90 + (8 * round), flows: 7 + (11 * round), host: "b");
        }

        Assert.Equal((93, 3), Of(EventType.Flow));
    }

    [Fact]
    public void A_stats_record_without_uptime_or_counters_says_nothing()
    {
        _meter.Begin(_one);
        _meter.Take(EventType.Stats, "{\"timestamp\":\"2026-01-05T08:00:00.000000+0000\",\"event_type\":\"stats\",\"stats\":{}}"u8);
        _meter.Take(EventType.Stats, "{\"event_type\":\"stats\",\"stats\":{\"uptime\":1}}"u8);
        Assert.Empty(_meter.Estimates());
    }

    [Theory]
    [InlineData(-1)]
    // Times a million it is 2^63 in 64 bits: a distance from the start before that has no positive counterpart.
    [InlineData(1L << 57)]
    [InlineData(long.MaxValue)]
    public void A_stats_record_with_an_uptime_that_nothing_has_says_nothing(long uptime)
    {
        Say(_one, at: 100, uptime: 0, flows: 5);
        Arrive(_one, EventType.Flow, 10);
        Say(_one, at: 100, uptime, flows: 20);
        Assert.Equal((0, 0), Of(EventType.Flow));
        Say(_one, at: 108, uptime: 8, flows: 20);
        Assert.Equal((15, 5), Of(EventType.Flow));
    }

    private static PipeInput NewInput() => new(PipeReader.Create(Stream.Null), 1 << 20);

    private void Arrive(EveInput input, EventType type, int count)
    {
        _meter.Begin(input);
        for (int i = 0; i < count; i++)
        {
            _meter.Take(type, default);
        }
    }

    private void Say(EveInput input, long at, long uptime, long flows, long http = 0, string? host = null)
    {
        string time = DateTimeOffset.UnixEpoch.AddSeconds(at).ToString("yyyy-MM-dd'T'HH:mm:ss'.000000+0000'", CultureInfo.InvariantCulture);
        string name = host is null ? "" : $"\"host\":\"{host}\",";
        string line = $$$$"""{"timestamp":"{{{{time}}}}",{{{{name}}}}"event_type":"stats","stats":{"uptime":{{{{uptime}}}},"flow":{"total":99999,"end":{"state":{"new":1,"established":{{{{flows - 1}}}},"closed":0}}},"app_layer":{"flow":{"http":1},"tx":{"http":{{{{http}}}},"dns_udp":0}},"detect":{"alert":0}}}""";
        _meter.Begin(input);
        _meter.Take(EventType.Stats, Encoding.UTF8.GetBytes(line));
    }

    private (long Made, long Lost) Of(EventType type)
    {
        LossEstimate estimate = _meter.Estimates().Single(estimate => estimate.Type == type);
        return (estimate.Made, estimate.Lost);
    }
}
