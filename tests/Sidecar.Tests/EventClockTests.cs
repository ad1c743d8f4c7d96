using Sidecar.Engine;
using Xunit;

namespace Sidecar.Tests;

public sealed class EventClockTests
{
    private const long Second = 1_000_000;
    private const long Day = 86_400 * Second;

    [Fact]
    public void Ticks_stand_at_whole_multiples_of_the_interval()
    {
        EventClock clock = new(60);
        Assert.Empty(Ticks(clock, 59 * Second));
        Assert.Equal([60 * Second], Ticks(clock, 60 * Second));
        Assert.Empty(Ticks(clock, (120 * Second) - 1));
        Assert.Equal([120 * Second], Ticks(clock, 150 * Second));
    }

    [Fact]
    public void A_gap_holds_one_tick_at_its_beginning()
    {
        EventClock clock = new(60);
        Ticks(clock, 10 * Second);
        Assert.Equal([60 * Second], Ticks(clock, 3_600 * Second));
        Assert.Equal([3_660 * Second], Ticks(clock, 3_660 * Second));
    }

    [Fact]
    public void Time_never_goes_back()
    {
        EventClock clock = new(60);
        Ticks(clock, 100 * Second);
        Assert.Empty(Ticks(clock, 5 * Second));
        Assert.Equal(100 * Second, clock.Now);
    }

    [Fact]
    public void One_record_from_the_far_future_is_not_believed_a_second_one_is()
    {
        EventClock clock = new(60);
        Ticks(clock, 100 * Second);
        Assert.Equal(100 * Second, clock.Believe(400 * Day));
        Assert.Equal(101 * Second, clock.Believe(101 * Second));
        Assert.Equal(100 * Second, clock.Believe(900 * Day));
        Assert.Equal((900 * Day) + Second, clock.Believe((900 * Day) + Second));
    }

    [Fact]
    public void Many_records_in_a_row_from_before_set_it_back()
    {
        EventClock clock = Confirmed(900 * Day);
        for (int i = 1; i < EventClock.LongRun; i++)
        {
            Assert.Equal(i * Second, clock.Believe(i * Second));
            Assert.Equal(900 * Day, clock.Now);
        }

        long time = EventClock.LongRun * Second;
        Assert.Equal(time, clock.Believe(time));
        Assert.Equal(time, clock.Now);
        Assert.Equal([After(time)], Ticks(clock, After(time)));
    }

    [Fact]
    public void Fewer_records_from_before_than_a_long_run_never_set_it_back()
    {
        EventClock clock = Confirmed(900 * Day);
        for (int run = 0; run < 3; run++)
        {
            for (int i = 1; i < EventClock.LongRun; i++)
                clock.Believe(i * Second);
            clock.Believe((900 * Day) + run);
        }

        Assert.Equal(900 * Day, clock.Now);
    }

    [Fact]
    public void Records_from_before_that_do_not_agree_or_are_of_one_packet_never_set_it_back()
    {
        EventClock clock = Confirmed(900 * Day);
        for (int i = 0; i < 3 * EventClock.LongRun; i++)
            clock.Believe(100 * (i % 2) * Day);
        Assert.Equal(900 * Day, clock.Now);
        for (int i = 0; i < 3 * EventClock.LongRun; i++)
            clock.Believe(Second);
        Assert.Equal(900 * Day, clock.Now);
    }

    private static EventClock Confirmed(long time)
    {
        EventClock clock = new(60);
        Ticks(clock, time - Second);
        Ticks(clock, clock.Believe(time));
        return clock;
    }

    private static long After(long time) => ((time / (60 * Second)) + 1) * 60 * Second;

    private static List<long> Ticks(EventClock clock, long time)
    {
        List<long> ticks = [];
        while (clock.TryTick(time, out long tick))
            ticks.Add(tick);
        return ticks;
    }
}
