using System.Collections.Concurrent;

namespace Sidecar.Engine;

/// <summary>
/// Where other threads ask a running engine. Questions wait in a bounded queue until the engine thread, between two
/// batches of records, takes them; it never waits for whoever asked. A report is made when one is asked for, at most
/// every <see cref="ReportGap"/>: as long as nobody asks, nothing is allocated.
/// </summary>
/// <param name="wake">Wakes the engine thread.</param>
internal sealed class EngineDesk(Engine engine, Func<EngineStats> stats, TimeProvider clock, Action wake)
{
    /// <summary>A report that is younger answers the next one who asks.</summary>
    public static readonly TimeSpan ReportGap = TimeSpan.FromMilliseconds(100);

    /// <summary>Questions that may wait; one more is refused and counted.</summary>
    public const int MaxWaiting = 64;

    private readonly ConcurrentQueue<Action> _questions = new();
    private readonly RateMeter _rate = new(clock);
    private EngineReport? _latest;
    private int _waiting;
    private long _refused;
    private long _answeringTicks;
    private volatile bool _closed;

    /// <summary>Questions refused because too many waited.</summary>
    public long Refused => Volatile.Read(ref _refused);

    /// <summary>How long the engine thread did nothing but answer, since the start.</summary>
    public TimeSpan AnsweringTime => clock.GetElapsedTime(0, Volatile.Read(ref _answeringTicks));

    /// <summary>The latest report, however old; written by <see cref="Serve"/>.</summary>
    public EngineReport? Latest => Volatile.Read(ref _latest);

    /// <summary>Called by any thread.</summary>
    /// <returns>The answer to come, cancelled when the engine ends before; nothing when too many wait.</returns>
    public Task<T>? TryAsk<T>(Func<Engine, T> question)
    {
        TaskCompletionSource<T> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        if (Interlocked.Increment(ref _waiting) > MaxWaiting)
        {
            Interlocked.Decrement(ref _waiting);
            Interlocked.Increment(ref _refused);
            return null;
        }

        _questions.Enqueue(() => Answer(question, answer));
        // Pairs with Close: either this thread sees that the desk is closed, or whoever closes it sees the question.
        Interlocked.MemoryBarrier();
        if (_closed)
        {
            // The engine thread may have looked for the last time before the question was there.
            AnswerAll();
        }

        wake();
        return answer.Task;
    }

    /// <summary>A report that is not older than <see cref="ReportGap"/>. As <see cref="TryAsk"/>.</summary>
    public Task<EngineReport>? TryReport() =>
        Latest is EngineReport latest && clock.GetElapsedTime(latest.TakenAt) < ReportGap
            ? Task.FromResult(latest)
            : TryAsk(_ => FreshReport());

    /// <summary>Called by the engine thread between batches.</summary>
    public void Serve()
    {
        _rate.Sample(engine.Received);
        if (_latest is null)
        {
            FreshReport();
        }

        AnswerAll();
    }

    /// <summary>Called by the engine thread when it ends: whoever still asks hears that nobody answers.</summary>
    public void Close()
    {
        _closed = true;
        // Pairs with TryAsk.
        Interlocked.MemoryBarrier();
        AnswerAll();
    }

    private void AnswerAll()
    {
        if (_questions.IsEmpty)
        {
            return;
        }

        long begun = clock.GetTimestamp();
        while (_questions.TryDequeue(out Action? question))
        {
            Interlocked.Decrement(ref _waiting);
            question();
        }

        // Read by AnsweringTime.
        Interlocked.Add(ref _answeringTicks, clock.GetTimestamp() - begun);
    }

    private void Answer<T>(Func<Engine, T> question, TaskCompletionSource<T> answer)
    {
        if (_closed)
        {
            answer.SetCanceled();
        }
        else
        {
            answer.SetResult(question(engine));
        }
    }

    private EngineReport FreshReport()
    {
        // Several may have asked between two batches.
        if (_latest is EngineReport latest && clock.GetElapsedTime(latest.TakenAt) < ReportGap)
        {
            return latest;
        }

        EngineStats now = stats();
        EngineReport report = new()
        {
            Stats = now,
            EventTime = engine.EventTime,
            TakenAt = clock.GetTimestamp(),
            RecordsPerSecond = _rate.OverSecond(now.Received),
            RecordsPerSecondOverMinute = _rate.OverMinute(now.Received),
            Latest = engine.Latest,
        };
        // Read by Latest.
        Volatile.Write(ref _latest, report);
        return report;
    }
}
