using System.Diagnostics;
using Sidecar.Engine;
using Xunit;

namespace Sidecar.Tests;

/// <summary>When the engine thread is pressed: by the share of the last milliseconds that it worked.</summary>
public sealed class EngineRestTests
{
    [Fact]
    public void Who_works_most_of_the_time_is_pressed_until_it_rests_for_long()
    {
        EngineRest rest = new(receives: true);
        Work(milliseconds: 30);
        rest.Begin(connections: 1);
        Assert.True(rest.IsPressed);

        Stopwatch clock = Stopwatch.StartNew();
        rest.Take();
        rest.Begin(connections: 1);
        // A nap is no end of it, unless this machine took the processor away for longer than all that is remembered.
        Assert.True(rest.IsPressed || clock.ElapsedMilliseconds > 5);

        rest.End(Stopwatch.GetTimestamp() - Stopwatch.Frequency);
        rest.Begin(connections: 1);
        Assert.False(rest.IsPressed);
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 3)]
    public void Who_is_not_to_receive_for_itself_is_not_pressed(bool receives, int connections)
    {
        EngineRest rest = new(receives);
        Work(milliseconds: 30);
        rest.Begin(connections);
        Assert.False(rest.IsPressed);
        Stopwatch clock = Stopwatch.StartNew();
        rest.Take();
        Assert.InRange(clock.Elapsed.TotalMilliseconds, 1, Patience.Longest.TotalMilliseconds);
    }

    [Fact]
    public void Who_works_little_is_not_pressed()
    {
        EngineRest rest = new(receives: true);
        // Two seconds of rest before the little that it works, however long that takes on this machine.
        rest.End(Stopwatch.GetTimestamp() - (2 * Stopwatch.Frequency));
        rest.Begin(connections: 1);
        Assert.False(rest.IsPressed);
    }

    private static void Work(int milliseconds)
    {
        Stopwatch clock = Stopwatch.StartNew();
        while (clock.ElapsedMilliseconds < milliseconds)
        {
        }
    }
}
