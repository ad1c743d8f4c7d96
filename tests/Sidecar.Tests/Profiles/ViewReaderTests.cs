using System.IO.Hashing;
using System.Text;
using System.Text.Json;
using Sidecar.Engine.Eve;
using Sidecar.Engine.Flows;
using Sidecar.Engine.Profiles;
using Xunit;

namespace Sidecar.Tests.Profiles;

public sealed class ViewReaderTests
{
    private readonly KeyTable _keys = new(1);

    [Fact]
    public void A_record_gives_its_key_and_the_hashes_of_its_values()
    {
        Transaction transaction = Read(
            """{"src_ip":"10.0.0.1","dest_ip":"192.0.2.1","http":{"http_user_agent":"curl","url":"/\u0061","hostname":"","http_refer":null}}""");
        Assert.Equal("curl", KeyOf(transaction));
        // An empty value is a value, a missing one is none.
        Assert.Equal([Hash("10.0.0.1"), Hash("192.0.2.1"), Hash("/a"), Hash(""), 0ul, 0ul], transaction.Values);
        Assert.Equal(("10.0.0.1", "192.0.2.1"), (_keys.AddressesOf(transaction.Key).Source.Text, _keys.AddressesOf(transaction.Key).Destination.Text));
        Assert.Equal((3, 1), (transaction.View, _keys[transaction.Key].References));
    }

    [Theory]
    [InlineData("""{"http":{"url":"/"}}""")]
    [InlineData("""{"http":{"http_user_agent":null}}""")]
    [InlineData("""{"http":{"http_user_agent":{"curl":7}}}""")]
    [InlineData("""{"http":{"http_user_agent":["curl"]}}""")]
    public void A_record_without_the_key_is_no_transaction_and_holds_nothing(string line)
    {
        Assert.False(TryRead(line, out _, 1024, out _));
        Assert.Equal(0, _keys.Count);
    }

    [Fact]
    public void One_text_is_one_key_however_it_is_escaped() => Assert.Equal(
        Read("""{"http":{"http_user_agent":"caf\u00e9"}}""").Key,
        Read("""{"http":{"http_user_agent":"c\u0061fé"}}""").Key);

    [Theory]
    [InlineData("abcdef", 6, "abcdef")]
    [InlineData("abcdefg", 6, "abcdef")]
    [InlineData("abcdeé", 6, "abcde")]
    [InlineData("abcdé", 6, "abcdé")]
    [InlineData("abcd\u20acxyz", 6, "abcd")]
    [InlineData("abc\u20acxyz", 6, "abc\u20ac")]
    [InlineData("abc\U0001f600", 6, "abc")]
    [InlineData("ab\U0001f600c", 6, "ab\U0001f600")]
    [InlineData("\U0001f600", 3, "")]
    public void A_long_key_is_cut_between_two_characters(string key, int maxBytes, string cut)
    {
        Assert.True(TryRead($$$"""{"http":{"http_user_agent":"{{{key}}}"}}""", out Transaction transaction, maxBytes, out long keysCut));
        Assert.Equal(cut, KeyOf(transaction));
        Assert.Equal(cut.Length < key.Length ? 1 : 0, keysCut);
    }

    /// <summary>All views foresee a record before the first of them reads it: what one puts together is none of the others' business.</summary>
    [Fact]
    public void Keys_that_were_foreseen_side_by_side_are_read_as_they_were()
    {
        string[] keys = ["http.http_user_agent", "src_ip + http.url", "http.url + src_ip", "http.url", "http.none else http.url + dest_port", "dest_port", "http.none"];
        View[] views = [.. keys.Select(key => View.HttpUserAgent with { Key = FieldChoice.Of(key) })];
        FieldSlots fields = new(views);
        RecordValues values = new(fields.Count);
        EveParser parser = new(fields.Table);
        ViewReader[] readers = [.. views.Select((view, number) => new ViewReader(view, (byte)number, fields, _keys, 1024))];
        for (int round = 0; round < 50; round++)
        {
            string agent = new('x', round);
            byte[] line = Encoding.UTF8.GetBytes($$$"""{"src_ip":"10.0.0.1","dest_port":{{{round}}},"http":{"http_user_agent":"\u0061{{{agent}}}","url":"\/{{{agent}}}|"}}""");
            Assert.Equal(EveStatus.Ok, parser.Parse(line, out EveRecord record));
            values.Next();
            ForeseenKey[] foreseen = new ForeseenKey[readers.Length];
            for (int i = 0; i < readers.Length; i++)
            {
                readers[i].Foresee(record, values, isTurned: false, out foreseen[i]);
            }

            string?[] expected = [$"a{agent}", $"10.0.0.1|/{agent}\\|", $"/{agent}\\||10.0.0.1", $"/{agent}|", $"/{agent}\\||{round}", $"{round}", null];
            for (int i = 0; i < readers.Length; i++)
            {
                bool isRead = readers[i].TryRead(record, values, foreseen[i], out Transaction transaction);
                Assert.Equal(expected[i], isRead ? KeyOf(transaction) : null);
                Assert.Equal(isRead, readers[i].TryReadKey(record, values, foreseen[i], out int key));
                Assert.Equal(isRead, readers[i].TryFindKey(record, values, foreseen[i], out int found));
                Assert.Equal(isRead, readers[i].TryFindOwnKey(record, values, out int own));
                Assert.Equal((transaction.Key, key, own), (key, found, isRead ? key : 0));
            }
        }
    }

    /// <summary>Of long parts no more is put together than can be in the key.</summary>
    [Fact]
    public void A_key_of_several_fields_is_cut_where_the_whole_of_it_would_be()
    {
        Random random = new(8);
        FieldChoice choice = FieldChoice.Of("http.hostname + http.url");
        for (int round = 0; round < 3_000; round++)
        {
            int longest = random.Next(1, 24);
            string host = Part(), url = Part();
            View view = View.HttpUserAgent with { Key = choice };
            FieldSlots fields = new([view]);
            RecordValues values = new(fields.Count);
            ViewReader reader = new(view, 0, fields, _keys, longest);
            byte[] line = JsonSerializer.SerializeToUtf8Bytes(new { http = new { hostname = host, url } });
            Assert.Equal(EveStatus.Ok, new EveParser(fields.Table).Parse(line, out EveRecord record));
            reader.Foresee(record, values, isTurned: false, out ForeseenKey foreseen);
            Assert.True(reader.TryRead(record, values, foreseen, out Transaction transaction));
            byte[] whole = Encoding.UTF8.GetBytes($"{Escaped(host)}|{Escaped(url)}");
            Assert.Equal(Encoding.UTF8.GetString(KeyText.Shortened(whole, longest)), KeyOf(transaction));
            Assert.Equal(whole.Length > longest ? 1 : 0, reader.KeysCut);
        }

        string Part() => string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => ((string[])["a", "|", "\\", "é", "\u20ac", "\U0001f600", "more of it"])[random.Next(7)]));
        static string Escaped(string part) => part.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal);
    }

    private Transaction Read(string line)
    {
        Assert.True(TryRead(line, out Transaction transaction, 1024, out long cut));
        Assert.Equal(0, cut);
        return transaction;
    }

    private bool TryRead(string line, out Transaction transaction, int maxKeyBytes, out long keysCut)
    {
        FieldSlots fields = new([View.HttpUserAgent]);
        RecordValues values = new(fields.Count);
        ViewReader reader = new(View.HttpUserAgent, 3, fields, _keys, maxKeyBytes);
        Assert.Equal(EveStatus.Ok, new EveParser(fields.Table).Parse(Encoding.UTF8.GetBytes(line), out EveRecord record));
        reader.Foresee(record, values, isTurned: false, out ForeseenKey foreseen);
        bool read = reader.TryRead(record, values, foreseen, out transaction);
        keysCut = reader.KeysCut;
        return read;
    }

    private string KeyOf(in Transaction transaction) => Encoding.UTF8.GetString(_keys[transaction.Key].Text);

    private static ulong Hash(string text) => XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(text));
}
