using Sidecar.Engine;
using Xunit;

namespace Sidecar.Tests;

/// <summary>Questions to the engine thread, which here is the test itself.</summary>
public sealed class EngineDeskTests : IDisposable
{
    private readonly HandClock _clock = new();
    private readonly AutoResetEvent _wake = new(false);
    private readonly Sidecar.Engine.Engine _engine = new(EngineOptions.Default, [], snapshotFolder: null);
    private readonly EngineDesk _desk;

    public EngineDeskTests() => _desk = new EngineDesk(_engine, _engine.Stats, _clock, () => _wake.Set());

    public void Dispose() => _wake.Dispose();

    [Fact]
    public async Task A_question_wakes_the_engine_and_is_answered_when_it_serves()
    {
        Task<string>? answer = _desk.TryAsk(engine => ReferenceEquals(engine, _engine) ? "mine" : "another's");
        Assert.True(_wake.WaitOne(0));
        Assert.False(answer!.IsCompleted);
        _desk.Serve();
        Assert.Equal("mine", await answer);
    }

    [Fact]
    public void The_time_that_answers_take_is_summed_and_no_other()
    {
        _desk.TryAsk(_ => Take(30));
        _desk.TryAsk(_ => Take(12));
        _clock.Pass(TimeSpan.FromSeconds(5));
        Assert.Equal(TimeSpan.Zero, _desk.AnsweringTime);
        _desk.Serve();
        Assert.Equal(TimeSpan.FromMilliseconds(42), _desk.AnsweringTime);
        _clock.Pass(TimeSpan.FromSeconds(5));
        _desk.TryAsk(_ => Take(8));
        _desk.Serve();
        Assert.Equal(TimeSpan.FromMilliseconds(50), _desk.AnsweringTime);

        int Take(int milliseconds)
        {
            _clock.Pass(TimeSpan.FromMilliseconds(milliseconds));
            return 0;
        }
    }

    [Fact]
    public async Task One_question_too_many_is_refused_and_counted_and_there_is_room_again_later()
    {
        Task<int>?[] waiting = [.. Enumerable.Range(0, EngineDesk.MaxWaiting).Select(number => _desk.TryAsk(_ => number))];
        Assert.Null(_desk.TryAsk(_ => -1));
        Assert.Equal(1, _desk.Refused);
        _desk.Serve();
        Assert.Equal(Enumerable.Range(0, EngineDesk.MaxWaiting), await Task.WhenAll(waiting.OfType<Task<int>>()));
        Assert.NotNull(_desk.TryAsk(_ => 1));
        Assert.Equal(1, _desk.Refused);
    }

    [Fact]
    public async Task A_young_report_answers_the_next_who_asks()
    {
        _desk.Serve();
        EngineReport first = _desk.Latest!;
        _clock.Pass(EngineDesk.ReportGap - TimeSpan.FromMilliseconds(1));
        Assert.Same(first, await _desk.TryReport()!);
        _clock.Pass(TimeSpan.FromMilliseconds(1));
        Task<EngineReport>? one = _desk.TryReport();
        Task<EngineReport>? two = _desk.TryReport();
        _desk.Serve();
        Assert.NotSame(first, await one!);
        Assert.Same(await one!, await two!);
    }

    [Fact]
    public async Task There_is_a_report_from_the_start_and_a_rate_though_nobody_asked()
    {
        _desk.Serve();
        EngineReport first = _desk.Latest!;
        EveLines.Read(_engine, [EveLines.Http(1, "one")]);
        _clock.Pass(TimeSpan.FromSeconds(1));
        _desk.Serve();
        Assert.Same(first, _desk.Latest);
        Task<EngineReport>? asked = _desk.TryReport();
        _desk.Serve();
        EngineReport second = await asked!;
        Assert.Equal((0L, 1L), (first.Stats.Received, second.Stats.Received));
        Assert.Equal((null, true), (first.EventTime, second.EventTime is not null));
        Assert.Equal(1, second.RecordsPerSecond);
    }

    [Fact]
    public void Whoever_asks_an_engine_that_has_ended_is_told_so()
    {
        Task<int>? before = _desk.TryAsk(_ => 1);
        _desk.Close();
        Task<int>? after = _desk.TryAsk(_ => 1);
        Assert.True(before!.IsCanceled && after!.IsCanceled);
    }
}
