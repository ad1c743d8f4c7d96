using System.Diagnostics;
using Sidecar.Engine.Flows;
using Sidecar.Engine.Ingest;
using Sidecar.Engine.Outputs;
using Xunit;

namespace Sidecar.Tests.Outputs;

/// <summary>Questions about live flows to a Suricata that answers well, nonsense, slowly or never.</summary>
public sealed class ElephantWatchTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ElephantOptions _options;

    /// <summary>What the engine would say: ids of live flows, the oldest first.</summary>
    private volatile long[] _live = [];

    public ElephantWatchTests() => _options = ElephantOptions.Default with
    {
        Socket = _folder.PathOf("command.sock"),
        Flows = 3,
        IntervalMilliseconds = 10,
        QuestionsPerSecond = 100_000,
    };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_oldest_flows_are_asked_about_again_and_again_and_their_latest_counters_are_known()
    {
        _live = [7, 8, 9, 10];
        long round = 0;
        using FakeSuricata suricata = new(_options.Socket) { Flow = id => [FakeSuricata.Counters(id, (1000 * id) + Interlocked.Increment(ref round))] };
        using ElephantWatch watch = Started(_options);
        Patience.Until(() => watch.Stats().Answered >= 9, "three rounds are over");
        Assert.Equal([7L, 8L, 9L, 7L, 8L, 9L], suricata.Asked.Take(6));
        Assert.Equal([7L, 8L, 9L], watch.Weights.Keys.Order());
        Assert.Equal((1, 2, 8), (watch.Weights[8].Counts.PacketsToServer, watch.Weights[8].Counts.PacketsToClient, watch.Weights[8].Counts.BytesToServer));
        // The third flow's answer of the second round or later.
        Assert.InRange(watch.Weights[9].Counts.BytesToClient, 9_006, 10_000_000);
        ElephantStats stats = watch.Stats();
        Assert.Equal((0, 0, 0, 0), (stats.Unknown, stats.Refused, stats.Failures, stats.Forgotten));
        Assert.InRange(stats.HeaviestBytes, 9_009, 10_000_000);
    }

    [Theory]
    [InlineData(20, 300)]
    [InlineData(4, 750)]
    public void Questions_come_no_faster_than_they_may(int perSecond, int atLeastMilliseconds)
    {
        _live = [.. Enumerable.Range(1, 5 * Math.Max(1, perSecond / 10)).Select(id => (long)id)];
        using FakeSuricata suricata = new(_options.Socket) { Flow = id => [FakeSuricata.Counters(id, id)] };
        long begin = Stopwatch.GetTimestamp();
        using ElephantWatch watch = Started(_options with { Flows = _live.Length, QuestionsPerSecond = perSecond });
        Patience.Until(() => watch.Stats().Answered >= _live.Length, "all were asked about");
        // Four pauses, less what had passed of the first part, and what a clock may be off.
        Assert.InRange(Stopwatch.GetElapsedTime(begin).TotalMilliseconds, atLeastMilliseconds - 20, double.MaxValue);
    }

    [Fact]
    public void A_flow_that_ended_is_weighed_no_longer()
    {
        _live = [7, 8];
        using FakeSuricata suricata = new(_options.Socket) { Flow = _ => [FakeSuricata.Counters(1, 1)] };
        using ElephantWatch watch = Started(_options);
        Patience.Until(() => watch.Weights.Count == 2, "both are known");
        _live = [8];
        Patience.Until(() => watch.Weights.Keys.SequenceEqual([8L]), "the ended one is gone");
    }

    [Fact]
    public void What_Suricata_has_no_more_is_asked_about_once_and_the_next_takes_its_place()
    {
        _live = [1, 2, 3, 4, 5];
        using FakeSuricata suricata = new(_options.Socket) { Flow = id => id <= 3 ? [FakeSuricata.NotFound] : [FakeSuricata.Counters(id, id)] };
        using ElephantWatch watch = Started(_options);
        Patience.Until(() => watch.Stats().Answered >= 4, "the others are known");
        Assert.Equal([1L, 2L, 3L], suricata.Asked.Where(id => id <= 3));
        Assert.Equal((3, 0), (watch.Stats().Unknown, watch.Stats().Forgotten));
        Assert.Equal([4L, 5L], watch.Weights.Keys.Order());
    }

    [Fact]
    public void At_the_bound_unknown_flows_are_forgotten_counted_and_asked_about_again()
    {
        _live = [1, 2, 3];
        using FakeSuricata suricata = new(_options.Socket);
        using ElephantWatch watch = Started(_options with { MaxUnknown = 2 });
        Patience.Until(() => watch.Stats().Forgotten >= 2, "two were forgotten");
        Patience.Until(() => suricata.Asked.Count(id => id == 1) >= 2, "the first is asked about again");
    }

    [Fact]
    public void A_Suricata_that_takes_no_such_question_is_counted_and_asked_in_the_next_round()
    {
        _live = [1];
        using FakeSuricata suricata = new(_options.Socket) { Flow = _ => ["{\"message\":\"Unknown command\",\"return\":\"NOK\"}\n"] };
        using ElephantWatch watch = Started(_options);
        Patience.Until(() => watch.Stats().Refused >= 2, "it is asked twice");
        Assert.Equal((0, 0, 0), (watch.Stats().Unknown, watch.Stats().Failures, watch.Weights.Count));
    }

    [Theory]
    [InlineData("no JSON\n")]
    [InlineData("[]]\n")]
    [InlineData("{\"return\":\"OK\"}\n")]
    [InlineData("{\"message\":\"x\",\"return\":\"OK\"}\n")]
    [InlineData("{\"message\":{\"pkts_toclient\":1,\"pkts_toserver\":1,\"bytes_toclient\":1},\"return\":\"OK\"}\n")]
    [InlineData("{\"message\":{\"pkts_toclient\":1,\"pkts_toserver\":1,\"bytes_toclient\":1,\"bytes_toserver\":-1},\"return\":\"OK\"}\n")]
    [InlineData("{\"message\":{\"pkts_toclient\":1,\"pkts_toserver\":1,\"bytes_toclient\":1,\"bytes_toserver\":\"1\"},\"return\":\"OK\"}\n")]
    [InlineData("{\"message\":{\"pkts_toclient\":1,\"pkts_toserver\":1,\"bytes_toclient\":1,\"bytes_toserver\":1.5},\"return\":\"OK\"}\n")]
    [InlineData("{\"message\":{\"pkts_toclient\":1,\"pkts_toserver\":1,\"bytes_toclient\":1,\"bytes_toserver\":9223372036854775807},\"return\":\"OK\"}\n")]
    [InlineData("{\"return\":\"OK\"}\n{\"return\":\"OK\"}\n")]
    public void Nonsense_is_a_failure_and_the_next_answer_counts(string nonsense)
    {
        _live = [1];
        int asked = 0;
        using FakeSuricata suricata = new(_options.Socket) { Flow = _ => [Interlocked.Increment(ref asked) == 1 ? nonsense : FakeSuricata.Counters(5, 6)] };
        using ElephantWatch watch = Started(_options);
        Patience.Until(() => watch.Stats().Answered > 0, "the next answer is taken");
        Assert.Equal((1, 11), (watch.Stats().Failures, watch.Stats().HeaviestBytes));
    }

    [Fact]
    public void An_answer_that_comes_a_byte_at_a_time_ends_in_time()
    {
        _live = [1];
        using FakeSuricata suricata = new(_options.Socket) { Flow = _ => Drip() };
        using ElephantWatch watch = Started(_options with { AnswerMilliseconds = 50 });
        Patience.Until(() => watch.Stats().Failures >= 2, "it was given up twice");

        static IEnumerable<string> Drip()
        {
            while (true)
            {
                Thread.Sleep(5);
                yield return " ";
            }
        }
    }

    [Fact]
    public void An_answer_that_never_comes_is_a_failure_and_holds_no_stop_up()
    {
        _live = [1, 2];
        using FakeSuricata suricata = new(_options.Socket) { Flow = _ => [] };
        using (ElephantWatch watch = Started(_options with { AnswerMilliseconds = 10 }))
        {
            Patience.Until(() => watch.Stats().Failures >= 2, "it was given up twice");
            Assert.Equal(0, watch.Stats().Answered);
        }

        ElephantWatch patient = Started(_options with { AnswerMilliseconds = 60_000 });
        Patience.Until(() => patient.Stats().Asked == 1, "it waits");
        patient.Dispose();
        patient.Dispose();
    }

    [Fact]
    public void Where_nobody_listens_it_is_tried_again_until_somebody_does()
    {
        using ElephantWatch watch = Started(_options);
        Patience.Until(() => watch.Stats().Failures >= 2, "it was tried twice");
        using FakeSuricata suricata = new(_options.Socket) { Flow = _ => [FakeSuricata.Counters(5, 6)] };
        // Only now: asked before it knows what to answer, it would know of no such flow.
        _live = [1];
        Patience.Until(() => watch.Stats().Answered > 0, "it is asked");
    }

    [Fact]
    public void While_the_engine_does_not_say_which_flows_are_old_nothing_is_asked()
    {
        int asked = 0;
        using FakeSuricata suricata = new(_options.Socket);
        using ElephantWatch watch = new(_options, (_, _) => Interlocked.Increment(ref asked) == 1 ? Task.FromResult<LiveFlows?>(null) : new TaskCompletionSource<LiveFlows?>().Task, TimeProvider.System);
        watch.Start();
        Patience.Until(() => Volatile.Read(ref asked) == 2, "it went on after the first");
        Assert.Empty(suricata.Asked);
    }

    [Fact]
    public void A_path_that_no_socket_can_have_is_a_fault() =>
        Assert.StartsWith("elephants.socket: the path is longer", Assert.Single(SuricataCommands.PathFaults("elephants.socket", "/" + new string('s', SocketFile.LongestPathBytes))), StringComparison.Ordinal);

    private ElephantWatch Started(ElephantOptions options)
    {
        ElephantWatch watch = new(options, Oldest, TimeProvider.System);
        watch.Start();
        return watch;
    }

    private Task<LiveFlows?> Oldest(int count, IReadOnlySet<(long FlowId, long FirstSeen)> leftOut) => Task.FromResult<LiveFlows?>(new LiveFlows(
        [.. _live.Where(id => !leftOut.Contains((id, id))).Take(count).Select(id => new LiveFlow(id, FlowProtocol.Tcp, FlowState.Established, id, id, 0, false))],
        []));
}
