using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Xunit;

namespace Sidecar.EndToEnd;

/// <summary>
/// The engine thread stands still for a second while records come at 200,000 a second: the default buffer holds them all,
/// and what a small one sheds is counted to the last record. The sender knows what it sent.
/// </summary>
public sealed partial class LateEngineTests
{
    private const int Records = 300_000;
    private const int RecordsAtOnce = 2_000;
    private const string StallAt = "20000:1000";

    private static readonly byte[][] s_records = [.. Enumerable.Range(0, RecordsAtOnce).Select(flow => Encoding.UTF8.GetBytes(EveClient.Records(flow, close: false)))];

    [Fact]
    public void A_second_of_standstill_at_200_000_records_a_second_loses_nothing()
    {
        Finished finished = SendThrough();
        Assert.Equal((Records, Records, 0L), (finished.Received, finished.Parsed, finished.Shed));
    }

    /// <summary>
    /// A thread takes over from an engine thread that receives for itself: the sender is not held while it stands still. When
    /// it receives for itself depends on the machine, and on what else that does: it stands still after it has, whenever that is.
    /// </summary>
    [Fact]
    public async Task An_engine_that_receives_for_itself_is_relieved_when_it_stands_still()
    {
        const int Milliseconds = 2_000;
        using SidecarProcess sidecar = SidecarProcess.StartStalling(
            string.Create(CultureInfo.InvariantCulture, $"1:{Milliseconds}:receives"), "--set", "ingest.receiver=engine");
        // It answers between two batches: not before it has stood still.
        Task stoodStill = Task.Run(() => SidecarProcess.WaitUntil(
            () => MetricsTests.ValueOf(sidecar, "eve_sidecar_connections_engine_receives_total") > 0, "it has received for itself", TimeSpan.FromMinutes(3)));
        TimeSpan longest = default;
        int records = 0;
        using (EveClient client = new(sidecar.EveSocket))
        {
            for (; !stoodStill.IsCompleted; records += RecordsAtOnce)
            {
                TimeSpan held = SendOneByOne(client, records);
                longest = longest > held ? longest : held;
            }
        }

        await stoodStill;
        Assert.InRange(longest.TotalMilliseconds, 0, Milliseconds * 0.75);
        Finished finished = sidecar.Stop().Balanced();
        Assert.Equal((records, records, 0L), (finished.Received, finished.Parsed, finished.Shed));
    }

    [Theory]
    [InlineData("shed-newest")]
    [InlineData("shed-oldest")]
    public void What_a_small_buffer_sheds_meanwhile_is_counted_by_type(string whenFull)
    {
        Finished finished = SendThrough("--set", $"ingest.when-full={whenFull}", "--set", "ingest.buffer=4mb");
        Assert.Equal((Records, 0L), (finished.Received, finished.Rejected));
        // A second brings 50 MB or more, whatever the machine is doing: it is not the sender who waits.
        Assert.InRange(finished.Shed, 20_000, Records - 20_000);
        long[] byType = [.. TypeCount().Matches(finished.Talk).Select(match => long.Parse(match.Groups[1].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture))];
        Assert.Equal(finished.Shed, byType.Sum());
        // http and flow in turn: about as many of both, and hardly one whose bytes did not show it.
        Assert.InRange(byType[0], finished.Shed * 4 / 10, finished.Shed * 6 / 10);
        Assert.InRange(byType[1], finished.Shed * 4 / 10, finished.Shed * 6 / 10);
    }

    [Fact]
    public void A_line_with_tears_gives_its_whole_records_over_the_socket_and_from_a_file()
    {
        string torn = EveClient.Records(1).Split('\n')[0][..180] + EveClient.Records(2)[..60] + EveClient.Records(3);
        Finished replayed = SidecarProcess.Run(["replay", "-"], Encoding.UTF8.GetBytes(torn)).Balanced();
        using SidecarProcess sidecar = SidecarProcess.Start();
        using (EveClient client = new(sidecar.EveSocket))
            client.Send(torn);
        Finished live = sidecar.Stop().Balanced();
        Assert.All([live, replayed], finished => Assert.Equal((4L, 2L, 2L, 1L), (finished.Received, finished.Parsed, finished.Rejected, finished.Joined)));
        Assert.Contains("2 Torn", live.Talk, StringComparison.Ordinal);
    }

    /// <summary>
    /// It receives for itself where it works much of its time and still comes to the end of what there is: all paces come by
    /// in turn, from no pause to one behind some hundreds of records, each for long enough to be noticed.
    /// </summary>
    /// <returns>How long the sender was held.</returns>
    private static TimeSpan SendOneByOne(EveClient client, int sent)
    {
        int pauses = sent / (20 * RecordsAtOnce) % 5;
        TimeSpan held = default;
        for (int i = 0; i < RecordsAtOnce; i++)
        {
            byte[] record = s_records[i];
            long from = Stopwatch.GetTimestamp();
            client.Send(record);
            TimeSpan took = Stopwatch.GetElapsedTime(from);
            held = held > took ? held : took;
            if (pauses > 0 && i % (RecordsAtOnce / pauses) == 0)
                Thread.Sleep(1);
        }

        return held;
    }

    private static Finished SendThrough(params string[] options)
    {
        using SidecarProcess sidecar = SidecarProcess.StartStalling(StallAt, options);
        string payload = new('x', 300);
        byte[][] bundles = [.. Enumerable.Range(0, Records / RecordsAtOnce).Select(bundle => Encoding.UTF8.GetBytes(string.Concat(
            Enumerable.Range(0, RecordsAtOnce / 2).Select(i => EveClient.Records((bundle * RecordsAtOnce) + i, userAgent: payload)))))];
        using (EveClient client = new(sidecar.EveSocket))
        {
            Stopwatch clock = Stopwatch.StartNew();
            for (int bundle = 0; bundle < bundles.Length; bundle++)
            {
                // A hundred bundles a second: on a machine that is too busy for it they come later, and none is left out.
                TimeSpan due = TimeSpan.FromMilliseconds(10 * bundle);
                if (due > clock.Elapsed)
                    Thread.Sleep(due - clock.Elapsed);
                client.Send(bundles[bundle]);
            }
        }

        return sidecar.Stop().Balanced();
    }

    [GeneratedRegex(@"([\d,]+) shed (?:http|flow|unknown)")]
    private static partial Regex TypeCount();
}
