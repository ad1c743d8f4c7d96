using System.IO.Hashing;
using System.Text;
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
        bool read = reader.TryRead(record, values, reader.Foresee(record, values), out transaction);
        keysCut = reader.KeysCut;
        return read;
    }

    private string KeyOf(in Transaction transaction) => Encoding.UTF8.GetString(_keys[transaction.Key].Text);

    private static ulong Hash(string text) => XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(text));
}
