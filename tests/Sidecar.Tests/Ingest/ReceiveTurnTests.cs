using Sidecar.Engine.Ingest;
using Xunit;

namespace Sidecar.Tests.Ingest;

/// <summary>Who may receive, and how the turn comes back.</summary>
public sealed class ReceiveTurnTests
{
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);

    [Fact]
    public void A_turn_that_was_not_asked_for_is_not_lent()
    {
        ReceiveTurn turn = new();
        Assert.False(turn.TryLend());
        Assert.False(turn.TryUse());
    }

    [Fact]
    public void One_that_was_asked_for_is_used_again_and_again()
    {
        ReceiveTurn turn = Lent();
        for (int i = 0; i < 3; i++)
        {
            Assert.True(turn.TryUse());
            turn.Done();
        }

        Assert.False(turn.TryTakeBack(s_hour));
    }

    [Fact]
    public void It_is_not_taken_from_who_receives_however_late()
    {
        ReceiveTurn turn = Lent();
        Assert.True(turn.TryUse());
        Assert.False(turn.TryTakeBack(TimeSpan.Zero));
        turn.Done();
        Assert.True(turn.TryTakeBack(TimeSpan.Zero));
        Assert.False(turn.TryUse());
    }

    [Fact]
    public void Who_was_late_has_to_ask_once_more()
    {
        ReceiveTurn turn = Lent();
        turn.Ask();
        Assert.True(turn.TryTakeBack(TimeSpan.Zero));
        Assert.False(turn.TryLend());
        turn.Ask();
        Assert.True(turn.TryLend());
        Assert.True(turn.TryUse());
    }

    [Fact]
    public void Who_says_that_it_leaves_is_late_at_once()
    {
        ReceiveTurn turn = Lent();
        Assert.False(turn.TryTakeBack(s_hour));
        turn.Leave();
        Assert.True(turn.TryTakeBack(s_hour / 60));
        // And what it asked for before is no more.
        turn.Ask();
        turn.Leave();
        Assert.False(turn.TryLend());
    }

    /// <summary>What both write without a lock is written by one at a time.</summary>
    [Fact]
    public void Two_threads_never_receive_at_once()
    {
        ReceiveTurn turn = new();
        long uses = 0;
        int inside = 0;
        int clashes = 0;
        bool ended = false;
        Thread engine = new(() =>
        {
            while (!Volatile.Read(ref ended))
            {
                turn.Ask();
                if (turn.TryUse())
                {
                    uses++;
                    Receive();
                    turn.Done();
                    Thread.SpinWait(100);
                }
            }
        })
        { IsBackground = true };
        engine.Start();
        for (long lent = 0; lent < 2_000 || Volatile.Read(ref uses) < 2_000;)
        {
            Receive();
            if (turn.TryLend())
            {
                lent++;
                Assert.True(SpinWait.SpinUntil(() => turn.TryTakeBack(TimeSpan.Zero), Patience.Longest), "it does not come back");
            }
        }

        Volatile.Write(ref ended, true);
        engine.Join();
        Assert.Equal(0, clashes);

        void Receive()
        {
            clashes += Interlocked.Increment(ref inside) == 1 ? 0 : 1;
            Thread.SpinWait(20);
            Interlocked.Decrement(ref inside);
        }
    }

    private static ReceiveTurn Lent()
    {
        ReceiveTurn turn = new();
        turn.Ask();
        Assert.True(turn.TryLend());
        return turn;
    }
}
