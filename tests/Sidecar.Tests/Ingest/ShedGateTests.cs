using System.Text;
using Sidecar.Engine.Ingest;
using Xunit;

namespace Sidecar.Tests.Ingest;

public sealed class ShedGateTests
{
    private const long Bound = 1000;
    private const long MaxRecord = 200;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void What_is_kept_is_whole_records_and_what_is_shed_is_counted(int seed)
    {
        Random random = new(seed);
        StringBuilder sent = new();
        for (int record = 0; record < 20_000; record++)
            sent.Append(record).Append('x', random.Next(100)).Append('\n');
        byte[] stream = Encoding.ASCII.GetBytes(sent.ToString());

        ShedGate gate = new(Bound, MaxRecord);
        MemoryStream kept = new();
        long shedRecords = 0;
        long shedBytes = 0;
        for (int at = 0; at < stream.Length;)
        {
            byte[] received = stream[at..Math.Min(stream.Length, at + random.Next(1, 300))];
            at += received.Length;
            // The engine is late for long stretches, then on time again.
            long unread = (at / 50_000 % 2 == 0) ? random.Next(0, 400) : random.Next(900, 1100);
            int length = gate.Admit(received, unread, out long records, out long bytes);
            kept.Write(received, 0, length);
            shedRecords += records;
            shedBytes += bytes;
        }

        string[] lines = Encoding.ASCII.GetString(kept.ToArray()).Split('\n');
        HashSet<string> whole = [.. sent.ToString().Split('\n')];
        Assert.All(lines, line => Assert.Contains(line, whole));
        Assert.Equal(stream.Length, kept.Length + shedBytes);
        Assert.Equal(20_000, lines.Length - 1 + shedRecords);
        Assert.InRange(shedRecords, 5_000, 15_000);
    }

    [Fact]
    public void Nothing_is_shed_below_the_bound()
    {
        ShedGate gate = new(Bound, MaxRecord);
        Assert.Equal(4, gate.Admit("a\nb\n"u8.ToArray(), Bound - 1, out long records, out long bytes));
        Assert.Equal((0, 0), (records, bytes));
    }

    [Fact]
    public void A_record_that_was_begun_is_finished_before_shedding()
    {
        ShedGate gate = new(Bound, MaxRecord);
        gate.Admit("abc"u8.ToArray(), 0, out _, out _);
        byte[] received = "def\nghi\nj"u8.ToArray();
        Assert.Equal(4, gate.Admit(received, Bound, out long records, out long bytes));
        Assert.Equal((1, 5), (records, bytes));
    }

    [Fact]
    public void A_record_longer_than_the_limit_does_not_hold_shedding_up()
    {
        ShedGate gate = new(Bound, MaxRecord);
        gate.Admit("abc"u8.ToArray(), 0, out _, out _);
        Assert.Equal(0, gate.Admit("def"u8.ToArray(), Bound + MaxRecord, out _, out long bytes));
        Assert.Equal(3, bytes);
    }
}
