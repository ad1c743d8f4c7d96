using System.Text;
using System.Text.Json;
using Sidecar.Cli;
using Sidecar.Engine.Snapshots;
using Sidecar.Engine.Verdicts;
using Xunit;

namespace Sidecar.Tests.Cli;

/// <summary>A state as people read it: on a terminal, in a spreadsheet, in a data frame.</summary>
public sealed class SnapshotOutputTests
{
    private static readonly StateContent s_state = new()
    {
        Path = "/run/\u001b]0;x\u0007.evs",
        Time = 1_767_600_600_000_000,
        Sequence = 42,
        SectionsSkipped = 1,
        LiveFlows = 4_321,
        Exclusions = [new ExclusionTableState("http-user-agent", 12, [new(Bytes("loud\u001b[2J"), 1_767_600_000_000_000, 1_767_628_800_000_000, 0, 0.62, true, true)], [new(Bytes("next"), 1)])],
        Tables =
        [
            new StateTable("http-user-agent", ["src_ip", "records", "alerts"],
            [
                new StateRow(Bytes("loud\u001b[2J"), [1, 1_234_567, 0], Excluded: true),
                new StateRow(Bytes("a \"b\",\u202ec\nd"), [2, 3, 1], Excluded: false),
            ]),
        ],
        Accounts = new Dictionary<string, long> { ["received"] = 1_234_570, ["flows_opened"] = 9 },
    };

    [Fact]
    public void A_page_for_a_person_shows_exclusions_accounts_and_keys_and_cannot_move_the_terminal() => Assert.Equal(
        """
        state    /run/\u001B]0;x\u0007.evs
        time     2026-01-05 08:10:00, sequence 42, 1 sections of another version left out
        accounts 1,234,570 received, 9 flows opened
        flows    4,321 live

        http-user-agent: tick 12, 1 excluded, 1 on the way
          since 2026-01-05 08:00:00 until 2026-01-05 16:00:00   62.0 %  loud\u001B[2J

        http-user-agent: 2 keys, the heaviest in records first
            src_ip  records   alerts  key
        x        1  1234567        0  loud\u001B[2J
                 2        3        1  a "b",\u202Ec\u000Ad

        """,
        Written(output => SnapshotText.Write(output, s_state)));

    [Fact]
    public void Long_keys_are_cut_and_many_keys_are_counted()
    {
        StateRow[] rows = [.. Enumerable.Range(0, 25).Select(i => new StateRow(Bytes(new string('k', 100) + i), [1], false))];
        string page = Written(output => SnapshotText.Write(output, s_state with { Tables = [new StateTable("v", ["records"], rows)] }));
        Assert.Contains(new string('k', 60) + "...\n", page, StringComparison.Ordinal);
        Assert.EndsWith("  and 5 more: eve-sidecar snapshot export --csv\n", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_heaviest_exclusions_come_first_and_the_others_are_counted_unless_all_are_asked_for()
    {
        ExclusionState[] many = [.. Enumerable.Range(0, 25).Select(i => new ExclusionState(Bytes($"k{i:00}"), 0, 1, 0, i / 100.0, true, true))];
        StateContent state = s_state with { Exclusions = [new ExclusionTableState("v", 1, many, [])], Tables = [] };
        string page = Written(output => SnapshotText.Write(output, state));
        string[] keys = [.. page.Split('\n').Where(line => line.Contains("since", StringComparison.Ordinal)).Select(line => line[^3..])];
        Assert.Equal([.. Enumerable.Range(0, 20).Select(i => $"k{24 - i:00}")], keys);
        Assert.EndsWith("  and 5 more: eve-sidecar snapshot show --all\n", page, StringComparison.Ordinal);
        Assert.EndsWith("  0.0 %  k00\n", Written(output => SnapshotText.Write(output, state, all: true)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 0, "no state: it is no state file of eve-sidecar")]
    [InlineData(8, 9, "of a later program: it has version 9; this program reads up to 1")]
    [InlineData(48, 0xff, "damaged: the checksum of its header does not hold")]
    public void A_file_that_cannot_be_taken_is_called_damaged_only_when_it_is(int at, byte value, string what)
    {
        using TemporaryFolder folder = new();
        string file = folder.PathOf("state-0000000001-x.evs");
        WholeFile.Write(file, stream => StateFileWriter.Write(stream, 0, 1, [], 1));
        Assert.EndsWith("sections, 56 bytes, 0 unpacked", SnapshotList.Line(file, out bool isWhole), StringComparison.Ordinal);
        Assert.True(isWhole);

        byte[] bytes = File.ReadAllBytes(file);
        bytes[at] = value;
        File.WriteAllBytes(file, bytes);
        Assert.Equal($"{file}  {what}", SnapshotList.Line(file, out isWhole));
        Assert.False(isWhole);
    }

    [Fact]
    public void A_file_that_nobody_may_read_is_not_called_damaged()
    {
        using TemporaryFolder folder = new();
        Assert.Contains("  cannot be read: ", SnapshotList.Line(folder.PathOf("none"), out bool isWhole), StringComparison.Ordinal);
        Assert.False(isWhole);
    }

    [Fact]
    public void Exclusions_that_are_newer_than_the_file_have_a_time_of_their_own() => Assert.Contains(
        "\ntime     2026-01-05 08:10:00, sequence 42; exclusions of 2026-01-05 08:13:20, from the journal, 1 sections",
        Written(output => SnapshotText.Write(output, s_state with { JournalTime = 1_767_600_800_000_000 })),
        StringComparison.Ordinal);

    [Fact]
    public void Comma_separated_values_have_one_header_and_a_line_a_key_whatever_columns_its_view_has() => Assert.Equal(
        """
        view,key,excluded,src_ip,records,alerts,tls.ja4
        http-user-agent,loud\u001B[2J,true,1,1234567,0,
        http-user-agent,"a ""b"",\u202Ec\u000Ad",false,2,3,1,
        tls-sni,a.example,false,4,5,,6.5

        """,
        Written(output => SnapshotCsv.Write(output, s_state with
        {
            Tables = [.. s_state.Tables, new StateTable("tls-sni", ["tls.ja4", "src_ip", "records"], [new StateRow(Bytes("a.example"), [6.5, 4, 5], Excluded: false)])],
        })));

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("@x", "'@x")]
    [InlineData(" =1", "' =1")]
    [InlineData("\t=1", "'\\u0009=1")]
    [InlineData("\uff1d1+1", "'\uff1d1+1")]
    [InlineData("a; =1+1;b", "a;' =1+1;b")]
    [InlineData("a;\"=1+1\"", "\"a;'\"\"=1+1\"\"\"")]
    [InlineData("\tx", "'\\u0009x")]
    [InlineData("=HYPERLINK(\"http://a\",\"b\")", "\"'=HYPERLINK(\"\"http://a\"\",\"\"b\"\")\"")]
    [InlineData("Mozilla/5.0 (X11)", "Mozilla/5.0 (X11)")]
    [InlineData("", "")]
    [InlineData("curl/8", "curl/8")]
    public void A_cell_is_never_a_formula(string key, string cell) => Assert.Equal(cell, SnapshotCsv.Cell(key));

    [Fact]
    public void NDJSON_is_an_object_a_line()
    {
        using MemoryStream output = new();
        StateNdjson.Write(output, s_state);
        string[] lines = Encoding.UTF8.GetString(output.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(
            """{"timestamp":"2026-01-05T08:10:00.000000+0000","view":"http-user-agent","key":"loud\u001b[2J","excluded":true,"src_ip":1,"records":1234567,"alerts":0}""",
            lines[0]);
        Assert.Equal("a \"b\",\u202ec\nd", JsonDocument.Parse(lines[1]).RootElement.GetProperty("key").GetString());
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Written(Action<TextWriter> write)
    {
        using StringWriter output = new() { NewLine = "\n" };
        write(output);
        return output.ToString();
    }
}
