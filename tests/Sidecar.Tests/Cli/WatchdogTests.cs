using Sidecar.Cli;
using Xunit;

namespace Sidecar.Tests.Cli;

public sealed class WatchdogTests
{
    [Fact]
    public void It_tells_only_that_the_engine_went_round()
    {
        long rounds = 0;
        int looks = 0;
        int told = 0;
        using Watchdog watchdog = new(TimeSpan.FromMilliseconds(2), Rounds, () => Interlocked.Increment(ref told));
        Patience.Until(() => Volatile.Read(ref looks) > 3, "it looked several times");
        Assert.Equal(0, Volatile.Read(ref told));
        Volatile.Write(ref rounds, 1);
        Patience.Until(() => Volatile.Read(ref told) == 1, "it told");

        long Rounds()
        {
            Interlocked.Increment(ref looks);
            return Volatile.Read(ref rounds);
        }
    }

    [Fact]
    public void It_ends_when_the_look_that_is_under_way_has_ended()
    {
        using ManualResetEventSlim tells = new(false);
        using ManualResetEventSlim mayEnd = new(false);
        bool isTold = false;
        Watchdog watchdog = new(TimeSpan.FromMilliseconds(2), () => 1, Tell);
        tells.Wait();
        Thread ending = new(watchdog.Dispose);
        ending.Start();
        Assert.False(ending.Join(TimeSpan.FromMilliseconds(100)));
        mayEnd.Set();
        ending.Join();
        Assert.True(isTold);

        void Tell()
        {
            tells.Set();
            mayEnd.Wait();
            isTold = true;
        }
    }
}
