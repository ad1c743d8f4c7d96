using System.Globalization;
using System.Text;
using Sidecar.Engine.Ingest;
using Xunit;

namespace Sidecar.Tests.Ingest;

/// <summary>Whatever the engine's lateness, what passes the gate is whole records, and every record is kept or counted.</summary>
public sealed class ShedGateTests
{
    private const int Bound = 1000;

    [Theory]
    [InlineData(1)]
    [InlineData(30)]
    [InlineData(500)]
    [InlineData(5000)]
    public void Kept_are_whole_records_in_their_order_and_the_rest_is_counted(int longestPiece)
    {
        Random random = new(longestPiece);
        for (int round = 0; round < 200; round++)
        {
            string[] records = Records(random);
            Passed passed = Pass(new ShedGate(Bound, maxRecordBytes: 1 << 20), records, longestPiece, () => random.Next(2 * Bound), random);
            string[] kept = passed.Text.Split('\n')[..^1];
            Assert.EndsWith("\n", passed.Text.Length == 0 ? "\n" : passed.Text, StringComparison.Ordinal);
            Assert.Equal(kept, records.Intersect(kept));
            Assert.Equal(records.Length, kept.Length + passed.ShedRecords);
            Assert.Equal(records.Sum(record => record.Length + 1), passed.Text.Length + passed.ShedBytes);
        }
    }

    [Fact]
    public void Nothing_is_shed_below_the_bound()
    {
        Random random = new(7);
        string[] records = Records(random);
        Passed passed = Pass(new ShedGate(Bound, 1 << 20), records, 100, () => Bound - 1, random);
        Assert.Equal(string.Concat(records.Select(record => record + "\n")), passed.Text);
        Assert.Equal(0, passed.ShedRecords + passed.ShedBytes);
    }

    [Fact]
    public void Shedding_starts_at_the_bound_and_ends_below_half_of_it()
    {
        ShedGate gate = new(Bound, 1 << 20);
        Assert.Equal(2, gate.Admit("a\n"u8.ToArray(), Bound - 1, out _, out _));
        Assert.Equal(0, gate.Admit("b\n"u8.ToArray(), Bound, out long shed, out long bytes));
        Assert.Equal((1, 2), (shed, bytes));
        Assert.Equal(0, gate.Admit("c\n"u8.ToArray(), Bound / 2, out _, out _));
        Assert.Equal(2, gate.Admit("d\n"u8.ToArray(), (Bound / 2) - 1, out _, out _));
    }

    [Fact]
    public void A_record_of_which_a_part_was_kept_is_finished_first()
    {
        ShedGate gate = new(Bound, 1 << 20);
        Assert.Equal(3, gate.Admit("beg"u8.ToArray(), 0, out _, out _));
        Assert.Equal(3, gate.Admit("inn"u8.ToArray(), Bound, out _, out _));
        Assert.Equal(4, gate.Admit("ing\nnext\nlast"u8.ToArray(), Bound, out long shed, out long bytes));
        Assert.Equal((1, 9), (shed, bytes));
        Assert.Equal(0, gate.Admit("of it"u8.ToArray(), 0, out _, out _));
        byte[] end = "\nkept\n"u8.ToArray();
        Assert.Equal(5, gate.Admit(end, 0, out shed, out _));
        Assert.Equal(1, shed);
        Assert.Equal("kept\n"u8, end.AsSpan(0, 5));
    }

    /// <summary>
    /// A record without end cannot be finished: it is cut. What is kept of it must not run into the next record that
    /// is kept, and it must still count once.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    [InlineData(900)]
    public void A_cut_record_takes_no_other_with_it(int longestPiece)
    {
        Random random = new(longestPiece);
        int cut = 0;
        for (int round = 0; round < 300; round++)
        {
            string[] records = Records(random);
            Passed passed = Pass(new ShedGate(Bound, maxRecordBytes: 100), records, longestPiece, () => random.Next(3 * Bound), random);
            string[] kept = passed.Text.Split('\n');
            // The last line may be one that the end of the stream left unfinished.
            Assert.All(kept, line => Assert.Contains(records, record => record.StartsWith(line, StringComparison.Ordinal)));
            Assert.Equal(records.Length, kept.Length - 1 + passed.ShedRecords);
            cut += kept.Count(line => line.Length > 0 && !records.Contains(line));
        }

        Assert.NotEqual(0, cut);
    }

    private static Passed Pass(ShedGate gate, string[] records, int longestPiece, Func<long> unread, Random random)
    {
        byte[] input = Encoding.ASCII.GetBytes(string.Concat(records.Select(record => record + "\n")));
        Passed passed = new("", 0, 0);
        for (int at = 0; at < input.Length;)
        {
            byte[] piece = input.AsSpan(at, Math.Min(input.Length - at, random.Next(1, longestPiece + 1))).ToArray();
            at += piece.Length;
            int kept = gate.Admit(piece, unread(), out long shedRecords, out long shedBytes);
            passed = new Passed(passed.Text + Encoding.ASCII.GetString(piece, 0, kept), passed.ShedRecords + shedRecords, passed.ShedBytes + shedBytes);
        }

        return passed;
    }

    /// <summary>Each begins with its number, so that no two are the same.</summary>
    private static string[] Records(Random random)
    {
        string[] records = new string[random.Next(1, 60)];
        for (int i = 0; i < records.Length; i++)
        {
            records[i] = i.ToString("D4", CultureInfo.InvariantCulture) + new string((char)('a' + (i % 26)), random.Next(random.Next(5) == 0 ? 400 : 40));
        }

        return records;
    }

    private readonly record struct Passed(string Text, long ShedRecords, long ShedBytes);
}
