using System.Text;
using Sidecar.Engine.Eve;
using Sidecar.Engine.Profiles;
using Xunit;

namespace Sidecar.Tests.Profiles;

public sealed class PlaybookJoinTests
{
    private const string Flow1 = """{"event_type":"flow","flow_id":1,"flow":{"bytes_toserver":10,"bytes_toclient":20,"pkts_toserver":3,"pkts_toclient":4}}""";
    private const string Http1 = """{"event_type":"http","flow_id":1,"src_ip":"10.0.0.1","dest_ip":"192.0.2.1","http":{"hostname":"h","url":"/","http_user_agent":"a"}}""";

    [Fact]
    public void A_flow_counts_once_for_each_of_its_transactions()
    {
        PlaybookTable table = Joined(Http1, Flow1, Http1);
        Assert.Equal((2, 1, 2), (table.Transactions, table.Flows, table.Joined));
        Assert.Equal([1, 1, 1, 1, 0, 20, 40, 6, 8], Profile(table, "a"));
    }

    [Fact]
    public void Each_flow_record_of_one_flow_id_is_joined() =>
        Assert.Equal([1, 1, 1, 1, 0, 20, 40, 6, 8], Profile(Joined(Flow1, Http1, Flow1), "a"));

    [Fact]
    public void Records_without_flow_id_match_each_other()
    {
        string http = Http1.Replace("\"flow_id\":1,", "", StringComparison.Ordinal);
        string flow = Flow1.Replace("\"flow_id\":1", "\"flow_id\":null", StringComparison.Ordinal);
        PlaybookTable table = Joined(http, http, flow, flow, Flow1);
        Assert.Equal(4, table.Joined);
        Assert.Equal([1, 1, 1, 1, 0, 40, 80, 12, 16], Profile(table, "a"));
    }

    [Fact]
    public void A_transaction_without_flow_leaves_no_trace()
    {
        string other = Http1.Replace("\"flow_id\":1", "\"flow_id\":2", StringComparison.Ordinal);
        PlaybookTable table = Joined(Http1, Flow1, other.Replace("\"url\":\"/\"", "\"url\":\"/2\"", StringComparison.Ordinal), other.Replace("\"a\"", "\"b\"", StringComparison.Ordinal));
        Assert.Equal((3, 1), (table.Transactions, table.Joined));
        Assert.Equal(1, Profile(table, "a")[2]);
        Assert.Single(table.Features.Keys);
    }

    [Fact]
    public void An_empty_key_is_a_key_and_a_missing_one_is_none()
    {
        PlaybookTable table = Joined(
            Flow1,
            Http1.Replace("\"a\"", "\"\"", StringComparison.Ordinal),
            Http1.Replace("\"a\"", "null", StringComparison.Ordinal),
            Http1.Replace(",\"http_user_agent\":\"a\"", "", StringComparison.Ordinal));
        Assert.Equal(3, table.Joined);
        Assert.Empty(Assert.Single(table.Features.Keys));
    }

    [Fact]
    public void An_empty_value_counts_and_a_missing_one_does_not()
    {
        PlaybookTable table = Joined(
            Flow1,
            Http1,
            Http1.Replace("\"url\":\"/\"", "\"url\":\"\"", StringComparison.Ordinal),
            Http1.Replace("\"url\":\"/\"", "\"url\":null", StringComparison.Ordinal));
        Assert.Equal(2, Profile(table, "a")[2]);
    }

    [Fact]
    public void Two_spellings_of_one_string_are_one_value_and_one_key()
    {
        PlaybookTable table = Joined(
            Flow1,
            Http1.Replace("\"/\"", "\"\\/\"", StringComparison.Ordinal).Replace("\"a\"", "\"\\u0061\"", StringComparison.Ordinal),
            Http1);
        Assert.Equal([1, 1, 1, 1, 0, 20, 40, 6, 8], Profile(table, "a"));
        Assert.Single(table.Features.Keys);
    }

    [Fact]
    public void A_number_is_another_value_than_its_digits() =>
        Assert.Equal(2, Profile(Joined(Flow1, Http1.Replace("\"/\"", "7", StringComparison.Ordinal), Http1.Replace("\"/\"", "\"7\"", StringComparison.Ordinal)), "a")[2]);

    [Fact]
    public void Sums_beyond_64_bits_are_exact_until_they_are_rounded_once()
    {
        string flow = Flow1.Replace("\"bytes_toserver\":10", "\"bytes_toserver\":9223372036854775807", StringComparison.Ordinal);
        Assert.Equal(3 * 9223372036854775807.0, Profile(Joined(Http1, flow, flow, flow), "a")[5]);
    }

    [Fact]
    public void A_flow_without_counters_adds_nothing_but_its_pair()
    {
        PlaybookTable table = Joined(Http1, """{"event_type":"flow","flow_id":1}""");
        Assert.Equal([1, 1, 1, 1, 0, 0, 0, 0, 0], Profile(table, "a"));
    }

    [Fact]
    public void Lines_that_are_no_records_are_counted_and_others_are_let_pass()
    {
        PlaybookTable table = Joined("", "{\"torn\":", "[1]", """{"event_type":"dns","flow_id":1}""", """{"event_type":7}""", Http1, Flow1);
        Assert.Equal((3, 1), (table.Rejected, table.Joined));
    }

    [Fact]
    public void Another_view_profiles_another_key_and_type()
    {
        var join = new PlaybookJoin(EveField.TlsSni, "tls", 1);
        join.Add("""{"event_type":"tls","flow_id":1,"src_ip":"10.0.0.1","tls":{"sni":"s"}}"""u8);
        join.Add(Encoding.UTF8.GetBytes(Http1));
        join.Add(Encoding.UTF8.GetBytes(Flow1));
        Assert.Equal([1, 0, 0, 0, 0, 10, 20, 3, 4], Profile(join.Join(), "s"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Any_order_of_any_records_gives_what_a_nested_loop_over_documents_gives(int seed)
    {
        var random = new Random(seed);
        string[] lines = [.. Enumerable.Range(0, 1500).Select(_ => RandomLine(random))];
        (int joined, SortedDictionary<string, double[]> profiles) = PlaybookModel.Join(lines);

        random.Shuffle(lines);
        PlaybookTable table = Joined(random.NextInt64(), lines);

        Assert.Equal(joined, table.Joined);
        Assert.Equal(profiles.Keys, table.Features.Keys.Select(Encoding.UTF8.GetString));
        foreach ((string key, double[] expected) in profiles)
            Assert.Equal(expected, Profile(table, key));
    }

    private static string RandomLine(Random random)
    {
        string[] odd = ["\"\"", "null", "\"\\u00e9\"", "\"é\"", "\"😀\"", "\"\\ud83d\\ude00\"", "\"x\\ny\"", "\"￿\"", "12", "\"<&>\""];
        string Value(int range) => random.Next(5) == 0 ? odd[random.Next(odd.Length)] : $"\"v{random.Next(range)}\"";
        string flowId = random.Next(20) switch { 0 => "null", 1 => "9007199254740993", _ => $"{random.Next(150)}" };
        string Count() => random.Next(10) == 0 ? "null" : $"{random.NextInt64(1L << random.Next(1, 50))}";
        return random.Next(5) switch
        {
            < 2 => $$$"""{"event_type":"flow","flow_id":{{{flowId}}},"flow":{"bytes_toserver":{{{Count()}}},"pkts_toserver":{{{Count()}}},"bytes_toclient":{{{Count()}}},"pkts_toclient":{{{Count()}}}}}""",
            < 4 => $$$"""{"flow_id":{{{flowId}}},"src_ip":{{{Value(9)}}},"dest_ip":{{{Value(9)}}},"http":{"url":{{{Value(99)}}},"http_user_agent":{{{Value(20)}}},"hostname":{{{Value(9)}}},"http_refer":{{{Value(3)}}}},"event_type":"http"}""",
            _ => $$"""{"event_type":"dns","flow_id":{{flowId}}}""",
        };
    }

    private static PlaybookTable Joined(params string[] lines) => Joined(1, lines);

    private static PlaybookTable Joined(long hashSeed, string[] lines)
    {
        var join = new PlaybookJoin(EveField.HttpUserAgent, "http", hashSeed);
        foreach (string line in lines)
            join.Add(Encoding.UTF8.GetBytes(line));
        return join.Join();
    }

    private static double[] Profile(PlaybookTable table, string key)
    {
        int index = table.Features.Keys.ToList().FindIndex(bytes => bytes.AsSpan().SequenceEqual(Encoding.UTF8.GetBytes(key)));
        return [.. table.Features.Columns.Select(column => column[index])];
    }
}
