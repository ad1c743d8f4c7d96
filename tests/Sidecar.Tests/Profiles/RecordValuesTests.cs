using System.IO.Hashing;
using System.Text;
using System.Text.Json;
using Sidecar.Engine.Eve;
using Sidecar.Engine.Profiles;
using Xunit;

namespace Sidecar.Tests.Profiles;

/// <summary>Values against what System.Text.Json reads.</summary>
public sealed class RecordValuesTests
{
    private static readonly string[] s_pieces = ["a", "/", "\\", "\"", "é", "\u20ac", "\U0001f600", "\t", "long enough for a vector", ""];

    /// <summary>A record may be so long that twice its texts are more than an array holds.</summary>
    [Theory]
    [InlineData(1, 2)]
    [InlineData(3L * (400 << 20), 2_147_483_591)]
    [InlineData(3L * (1 << 30), 2_147_483_591)]
    public void Room_for_texts_doubles_up_to_the_longest_array(long needed, int grown) => Assert.Equal(grown, RecordValues.Grown(needed));

    [Fact]
    public void Texts_and_hashes_are_those_of_the_present_record_however_often_and_in_whatever_order()
    {
        Random random = new(23);
        string[] paths = ["a", "b", "c", "d", "e"];
        EveParser parser = new(FieldTable.Compile(paths));
        RecordValues values = new(paths.Length);
        for (int round = 0; round < 2_000; round++)
        {
            Dictionary<string, object> fields = paths.Where(_ => random.Next(4) > 0).ToDictionary(path => path, path => random.Next(6) switch
            {
                0 => random.Next(1_000),
                1 => new string[] { "no value" },
                _ => (object)string.Concat(Enumerable.Range(0, random.Next(round % 100 == 0 ? 300 : 6)).Select(_ => s_pieces[random.Next(s_pieces.Length)])),
            });
            byte[] line = JsonSerializer.SerializeToUtf8Bytes(fields);
            Assert.Equal(EveStatus.Ok, parser.Parse(line, out EveRecord record));
            values.Next();
            for (int question = 0; question < 20; question++)
            {
                int slot = random.Next(paths.Length);
                byte[]? expected = fields.GetValueOrDefault(paths[slot]) switch
                {
                    string text => Encoding.UTF8.GetBytes(text),
                    int number => Encoding.UTF8.GetBytes($"{number}"),
                    _ => null,
                };
                if (random.Next(2) == 0)
                {
                    Assert.Equal(expected is null ? 0 : XxHash3.HashToUInt64(expected), values.HashOf(record, slot));
                }
                else
                {
                    Assert.Equal(expected is not null, values.TryGetText(record, slot, out ReadOnlySpan<byte> text));
                    Assert.Equal(expected ?? [], text.ToArray());
                }
            }
        }
    }
}
