using System.Text;
using Sidecar.Engine;
using Sidecar.Engine.Eve;
using Xunit;

namespace Sidecar.Tests;

/// <summary>
/// Records torn at random offsets, several in a line: the whole ones are read, the torn ones are counted with the type
/// that their head shows. Whoever tore them knows which are which.
/// </summary>
public sealed class EngineTornTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Whole_records_behind_tears_are_read_and_the_torn_are_counted_by_type(int seed)
    {
        Torn torn = Tear(new Random(seed), records: 5000);
        EngineStats stats = EveLines.Replay(torn.Lines).Engine.Stats();
        Assert.Equal(torn.Whole, Named(stats.ByType));
        Assert.Equal(torn.Heads, stats.TornByType);
        Assert.Equal(stats.TornByType.Values.Sum(), stats.RejectedByCause["Torn"]);
        Assert.Equal((5000, torn.Whole.Values.Sum()), (stats.Received, stats.Parsed));
        Assert.Single(stats.RejectedByCause);
        Assert.Equal(torn.Lines.Sum(line => Encoding.UTF8.GetByteCount(line) + 1), stats.Bytes);
        // Several in a line, or it was no test.
        Assert.Contains(torn.Lines, line => line.Split("{\"timestamp\":\"").Length > 5);
        Assert.Contains("unknown", torn.Heads.Keys);
    }

    [Theory]
    [InlineData("""{"timestamp":"a","event_type":"alert","x":"{\"timestamp\":\"b\""}""", 1, "")]
    [InlineData("""{"timestamp":"a","event_type":"alert","x":{"timestamp":"b"}}""", 1, "")]
    [InlineData("""{"timestamp":"a"}{"timestamp":"b"}""", 2, "")]
    [InlineData("""{"timestamp":"a"}{"timestamp":"b"}x""", 1, "TrailingBytes")]
    [InlineData("""{"timestamp":"a"}{"timestamp":"b",""", 1, "Truncated")]
    [InlineData("""{"timestamp":"a",{"timestamp":"b",{"timestamp":"c",""", 0, "Truncated Torn Torn")]
    [InlineData("""{"timestamp":"{"timestamp":"{"timestamp":"c"}""", 1, "Torn Torn")]
    [InlineData("""noise{"timestamp":"c"}""", 1, "Torn")]
    [InlineData("""{"timestamp":"a{"timestam""", 0, "UnexpectedByte")]
    public void Only_a_line_that_is_no_record_is_searched(string line, long parsed, string causes)
    {
        EngineStats stats = EveLines.Replay([line]).Engine.Stats();
        string[] expected = causes.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal((parsed, parsed + expected.Length), (stats.Parsed, stats.Received));
        Assert.Equal(expected, stats.RejectedByCause.SelectMany(cause => Enumerable.Repeat(cause.Key, (int)cause.Value)));
    }

    [Fact]
    public void A_record_behind_a_tear_joins_its_flow()
    {
        string line = EveLines.Alert(7)[..100] + EveLines.Http(1, "one");
        EngineStats stats = EveLines.Replay([line, EveLines.Flow(9)[..60] + EveLines.Flow(1)]).Engine.Stats();
        Assert.Equal((1L, 2L, 4L), (stats.FlowsJoined, stats.Parsed, stats.Received));
    }

    [Fact]
    public void Tears_without_end_cost_their_length_and_not_its_square()
    {
        string line = string.Concat(Enumerable.Repeat("{\"timestamp\":\"", 1_000_000));
        EngineStats stats = EveLines.Replay([line]).Engine.Stats();
        Assert.Equal((1_000_000L, 999_999L), (stats.Received, stats.RejectedByCause["Torn"]));
    }

    private static Dictionary<string, long> Named(IReadOnlyList<long> byType) =>
        byType.Select((count, type) => (Name: EventTypes.Names[type], Count: count)).Where(pair => pair.Count > 0).ToDictionary(pair => pair.Name, pair => pair.Count);

    private static Torn Tear(Random random, int records)
    {
        Torn torn = new([], [], []);
        StringBuilder line = new();
        for (int i = 0; i < records; i++)
        {
            (string type, string record) = Record(random, i);
            int kind = i == records - 1 ? 9 : random.Next(10);
            if (kind < 4)
            {
                int cut = random.Next(TornLine.LeastHeadBytes, record.Length);
                line.Append(record.AsSpan(0, cut));
                // Its type shows when the closing quote does.
                bool shows = record.IndexOf($"\"event_type\":\"{type}\"", StringComparison.Ordinal) is int at && at + type.Length + 15 <= cut;
                Count(torn.Heads, shows ? type : "unknown");
                continue;
            }

            line.Append(record);
            Count(torn.Whole, type);
            // Now and then the newline is all that is torn off.
            if (kind > 4)
            {
                torn.Lines.Add(line.ToString());
                line.Clear();
            }
        }

        return torn;
    }

    private static (string Type, string Record) Record(Random random, int i)
    {
        string text = new string('x', random.Next(50)) + (random.Next(3) == 0 ? "\\\"{\\\"timestamp\\\":\\\"a\\\"é}" : "");
        return random.Next(3) switch
        {
            0 => ("http", EveLines.Http(i, text)),
            1 => ("flow", EveLines.Flow(i)),
            _ => ("alert", EveLines.Alert(i, text)),
        };
    }

    private static void Count(Dictionary<string, long> counts, string name) => counts[name] = counts.GetValueOrDefault(name) + 1;

    /// <summary>What was made of the records, and what is to be found.</summary>
    private sealed record Torn(List<string> Lines, Dictionary<string, long> Whole, Dictionary<string, long> Heads);
}
