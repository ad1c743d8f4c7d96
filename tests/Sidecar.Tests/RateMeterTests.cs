using Sidecar.Engine;
using Xunit;

namespace Sidecar.Tests;

public sealed class RateMeterTests
{
    private readonly HandClock _clock = new();

    [Fact]
    public void Before_the_first_sample_nothing_came() => Assert.Equal((0, 0), (new RateMeter(_clock).OverSecond(5), new RateMeter(_clock).OverMinute(5)));

    [Fact]
    public void A_steady_stream_has_one_rate()
    {
        RateMeter meter = new(_clock);
        long records = Run(meter, seconds: 200, perSecond: 100, from: 0);
        Assert.Equal((100, 100), (meter.OverSecond(records), meter.OverMinute(records)));
    }

    [Fact]
    public void A_stream_that_stopped_is_silent_at_once_and_less_and_less_in_the_minute()
    {
        RateMeter meter = new(_clock);
        long records = Run(meter, seconds: 200, perSecond: 100, from: 0);
        Run(meter, seconds: 30, perSecond: 0, from: records);
        Assert.Equal(0, meter.OverSecond(records));
        Assert.InRange(meter.OverMinute(records), 49, 52);
        Run(meter, seconds: 60, perSecond: 0, from: records);
        Assert.Equal(0, meter.OverMinute(records));
    }

    [Fact]
    public void Samples_are_taken_once_a_second_however_often_it_is_asked()
    {
        RateMeter meter = new(_clock);
        long records = 0;
        for (int tenth = 0; tenth < 600; tenth++)
        {
            meter.Sample(records += 10);
            _clock.Pass(TimeSpan.FromMilliseconds(100));
        }

        Assert.InRange(meter.OverMinute(records), 99, 101);
    }

    private long Run(RateMeter meter, int seconds, int perSecond, long from)
    {
        for (int second = 0; second < seconds; second++)
        {
            meter.Sample(from += perSecond);
            _clock.Pass(TimeSpan.FromSeconds(1));
        }

        // What came in the second that has just gone by.
        return from + perSecond;
    }
}
