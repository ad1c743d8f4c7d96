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
        // What was lost before counting began nobody can tell.
        Say(_one, at: 92, uptime: 2, flows: 50);
        Assert.Empty(_meter.Estimates());
        Say(_one, at: 100, uptime: 10, flows: 60);
        Assert.Equal((0, 0, 0), Of(EventType.Flow));
        Arrive(_one, EventType.Flow, 90);
        Say(_one, at: 108, uptime: 18, flows: 160);
        Assert.Equal((100, 10, 0), Of(EventType.Flow));
        Arrive(_one, EventType.Flow, 20);
        Say(_one, at: 116, uptime: 26, flows: 180);
        Assert.Equal((120, 10, 0), Of(EventType.Flow));
    }

    [Fact]
    public void What_the_counters_are_behind_amid_traffic_is_not_taken_for_lost()
    {
        // A hundred a second from 1000 on, none lost; the counters were added up at 99, 106.5, 113.
        Arrive(_one, EventType.Flow, 77);
        Say(_one, at: 92, uptime: 10, flows: 1_000);
        Arrive(_one, EventType.Flow, 800);
        Say(_one, at: 100, uptime: 18, flows: 1_600);
        Arrive(_one, EventType.Flow, 800);
        Say(_one, at: 108, uptime: 26, flows: 2_450);
        Assert.Equal((850, 0, 50), Of(EventType.Flow));
        Arrive(_one, EventType.Flow, 500);
        Say(_one, at: 113, uptime: 31, flows: 3_100);
        Assert.Equal((1_500, 0, 200), Of(EventType.Flow));
        // More than the counters can have been behind.
        Arrive(_one, EventType.Flow, 100);
        Say(_one, at: 121, uptime: 39, flows: 3_900);
        Assert.Equal((2_300, 100, 800), Of(EventType.Flow));
    }

    [Fact]
    public void Counting_begins_with_a_sum_that_was_made_since_arrivals_are_counted()
    {
        Say(_one, at: 100, uptime: 2, flows: 0);
        Arrive(_one, EventType.Flow, 40);
        Say(_one, at: 102, uptime: 4, flows: 1);
        Say(_one, at: 103, uptime: 5, flows: 30);
        Assert.Empty(_meter.Estimates());
        Say(_one, at: 104, uptime: 6, flows: 30);
        Assert.Equal((0, 0, 0), Of(EventType.Flow));
        Say(_one, at: 106, uptime: 8, flows: 75);
        Assert.Equal((45, 5, 40), Of(EventType.Flow));
    }

    [Fact]
    public void Counters_that_are_behind_the_records_take_nothing_back()
    {
        Say(_one, at: 92, uptime: 2, flows: 0);
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
        Say(_one, at: 92, uptime: 2, flows: 0, http: 0);
        Say(_one, at: 100, uptime: 10, flows: 0, http: 300);
        Arrive(_one, EventType.Flow, 10);
        Say(_one, at: 108, uptime: 18, flows: 10, http: 500);
        Assert.Equal((0, 0, 0), Of(EventType.Http));
        Arrive(_one, EventType.Http, 1);
        Say(_one, at: 116, uptime: 26, flows: 10, http: 503);
        Assert.Equal((3, 2, 0), Of(EventType.Http));
    }

    [Theory]
    [InlineData(104, 1, 3)]
    [InlineData(1000, 2, 30_000)]
    [InlineData(90, 20, 120)]
    public void A_Suricata_that_started_again_counts_from_zero(long at, long uptime, long flows)
    {
        Say(_one, at: 82, uptime: 12, flows: 100);
        Say(_one, at: 90, uptime: 20, flows: 100);
        Arrive(_one, EventType.Flow, 5);
        Say(_one, at: 98, uptime: 28, flows: 112);
        Assert.Equal(7, Of(EventType.Flow).Lost);
        Arrive(_one, EventType.Flow, 3);
        Say(_one, at, uptime, flows);
        Assert.Equal(7, Of(EventType.Flow).Lost);
        Arrive(_one, EventType.Flow, 1);
        Say(_one, at + 8, uptime + 8, flows + 8);
        Assert.Equal(7, Of(EventType.Flow).Lost);
        Arrive(_one, EventType.Flow, 10);
        Say(_one, at + 16, uptime + 16, flows + 21);
        Assert.Equal((25, 9, 1), Of(EventType.Flow));
    }

    [Fact]
    public void Two_Suricatas_on_two_connections_are_counted_apart_and_added_up()
    {
        Say(_one, at: 92, uptime: 2, flows: 900);
        Say(_other, at: 92, uptime: 82, flows: 7);
        Say(_one, at: 100, uptime: 10, flows: 1_000);
        Say(_other, at: 100, uptime: 90, flows: 7);
        Arrive(_one, EventType.Flow, 10);
        Arrive(_other, EventType.Flow, 20);
        Say(_one, at: 108, uptime: 18, flows: 1_011);
        Say(_other, at: 108, uptime: 98, flows: 30);
        Assert.Equal((34, 4, 0), Of(EventType.Flow));
        _meter.End(_one);
        Assert.Equal((34, 4, 0), Of(EventType.Flow));
        _meter.End(_other);
        Assert.Equal((34, 4, 0), Of(EventType.Flow));
    }

    [Fact]
    public void Two_sensors_behind_one_connection_are_told_apart_by_name()
    {
        Say(_one, at: 92, uptime: 2, flows: 1_000, host: "a");
        Say(_one, at: 94, uptime: 84, flows: 7, host: "b");
        for (int round = 1; round <= 4; round++)
        {
            Arrive(_one, EventType.Flow, round == 1 ? 0 : 30);
            Say(_one, at: 92 + (8 * round), uptime: 2 + (8 * round), flows: 1_000 + (20 * round), host: "a");
            Say(_one, at: 94 + (8 * round), uptime: 84 + (8 * round), flows: 7 + (11 * round), host: "b");
        }

        Assert.Equal((93, 3, 0), Of(EventType.Flow));
    }

    [Fact]
    public void A_sensor_that_says_nothing_any_more_is_not_waited_for()
    {
        Say(_one, at: 92, uptime: 2, flows: 1_000, host: "a");
        Say(_one, at: 94, uptime: 84, flows: 7, host: "gone");
        Say(_one, at: 100, uptime: 10, flows: 1_000, host: "a");
        Assert.Empty(_meter.Estimates());
        Say(_one, at: 108, uptime: 18, flows: 1_000, host: "a");
        Arrive(_one, EventType.Flow, 3);
        Say(_one, at: 116, uptime: 26, flows: 1_004, host: "a");
        Assert.Equal((4, 1, 0), Of(EventType.Flow));
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
        Say(_one, at: 92, uptime: 0, flows: 5);
        Say(_one, at: 100, uptime: 8, flows: 5);
        Arrive(_one, EventType.Flow, 10);
        Say(_one, at: 100, uptime, flows: 20);
        Assert.Equal((0, 0, 0), Of(EventType.Flow));
        Say(_one, at: 108, uptime: 16, flows: 20);
        Assert.Equal((15, 5, 0), Of(EventType.Flow));
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

    private LossCount Counted(EventType type) => _meter.Estimates().Single(estimate => estimate.Type == type).Count;

    private (long Made, long Lost, long Unsure) Of(EventType type) => (Counted(type).Made, Counted(type).Lost, Counted(type).Unsure);
}
