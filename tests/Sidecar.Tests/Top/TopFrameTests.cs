using Sidecar.Control;
using Sidecar.Top;
using Xunit;

namespace Sidecar.Tests.Top;

/// <summary>What stands where on the screen, at 80 by 24 and at other sizes.</summary>
public sealed class TopFrameTests
{
    [Fact]
    public void The_records_pane_is_a_screen_of_80_by_24() => Assert.Equal(
        """
        eve-sidecar 1.2.3, up 12s, 49 MB, Vector512                  2026-01-05 08:00:00
        records   1,500/s, 99/s over a minute, 4,010 in all                  1 connected
        residual  [||||||||||||||||    ] 13.3 % now, 1.23 % since the start   2 excluded
        lost      1,234 before us, 4 shed, 3 torn, 6 rejected                    7 flows
        TYPE       RECORDS/S       RECORDS RESIDUAL/S  RESIDUAL    TORN    SHED     LOST
        http           1,000         2,900        100    20.7 %       0       0        0
        flow             500         1,100        100    27.3 %       3       0    1,234
        unknown            0             0          0         -       0       4        0
        """,
        Shown(TopState.First, rows: 8));

    [Fact]
    public void The_keys_pane_tells_how_old_an_exclusion_is_and_how_long_it_lasts() => Assert.Equal(
        """
        VIEW            KEY                  HAND    SHARE    AGE   LEFT REASON
        http-user-agent loud\u001b[2J\u202e         41.2 %  1h00m  7h00m farthest clust~
        tls-sni         \u65e5\u672c.example pin    5.00 %    47s no end by hand
        dest-ip         10.0.0.7             never   0.0 %  3d04h      - by hand
        """,
        string.Join('\n', Shown(On('2')).Split('\n')[4..8]));

    [Fact]
    public void The_flows_pane_lists_a_flow_once_the_heaviest_first_and_what_Suricata_was_not_asked_about_by_age() => Assert.Equal(
        """
        FLOW                   PROTO  STATE           BYTES    AGE   IDLE  WAITING ALERT
        9                      tcp    established    52.4 M  5m00s     1s        0
        2251799813685247       tcp    established   600,000  2h00m     1s        2
        7                      udp    new                 -  1m00s    30s       40 alert
        """,
        string.Join('\n', Shown(On('3')).Split('\n')[4..8]));

    [Fact]
    public void Of_the_selected_flow_both_directions_are_told() => Assert.Equal(
        "first seen 2026-01-05T07:55:00.000000+0000, last 2026-01-05T07:59:59.000000+0000;"
        + " 52,000,000 bytes in 40,000 packets to the server, 428,800 in 9,000 to the client, 3 s ago",
        string.Concat(TopFrame.Of(On('3'), Samples.Busy(), null, 100, 24).Lines.Select(line => line.Text).ToArray()[21..23]));

    [Fact]
    public void The_views_pane_tells_of_the_selected_one_what_the_guards_refused()
    {
        string[] lines = Shown(On('4')).Split('\n');
        Assert.Equal("http-user-agent                 91        2         3        1        0       13", lines[5]);
        Assert.Equal("refused: 12 many sources, 1 not yet in a row", lines[^3]);
    }

    [Fact]
    public void The_selected_row_is_told_whole_over_two_lines_and_is_cut_with_a_mark()
    {
        string reason = new('r', 200);
        TopSample sample = Samples.Busy();
        sample = sample with { Exclusions = [sample.Exclusions[0] with { Reason = reason }] };
        string[] lines = [.. TopFrame.Of(On('2'), sample, null, 80, 24).Lines.Select(line => line.Text)];
        Assert.Equal(@"loud\u001b[2J\u202e: " + reason[..59], lines[21]);
        Assert.Equal(reason[..79] + "~", lines[22]);
    }

    [Theory]
    [InlineData('1')]
    [InlineData('2')]
    [InlineData('3')]
    [InlineData('4')]
    public void At_every_size_no_line_is_wider_than_the_window_and_there_are_no_more_lines_than_it_has(char pane)
    {
        for (int width = 1; width < 200; width += 7)
        {
            for (int height = 1; height < 60; height += 5)
            {
                IReadOnlyList<TopLine> lines = TopFrame.Of(On(pane), Samples.Busy(), "gone \u65e5", width, height).Lines;
                Assert.InRange(lines.Count, 1, height);
                Assert.All(lines, line => Assert.InRange(Cells.Width(line.Text), 0, width));
            }
        }
    }

    [Fact]
    public void A_wider_window_gives_the_key_and_the_reason_what_is_left_over()
    {
        string wide = TopFrame.Of(On('2'), Samples.Busy(), null, 140, 24).Lines[5].Text;
        Assert.EndsWith(" farthest cluster, 41 % of records", wide.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_filter_keeps_the_rows_in_which_it_occurs_in_any_case()
    {
        TopState typed = "2/HAND".Aggregate(TopState.First, Press);
        TopFrame frame = TopFrame.Of(typed, Samples.Busy(), null, 80, 24);
        Assert.Equal(2, frame.Rows);
        Assert.StartsWith("filter: HAND_  (Enter keeps it, Esc clears it)", frame.Lines[^1].Text, StringComparison.Ordinal);
        Assert.EndsWith(" 1/2", frame.Lines[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_are_in_the_order_of_the_column_that_was_chosen()
    {
        Assert.Equal(["http", "flow", "unknown"], FirstWords(TopState.First));
        Assert.Equal(["unknown", "flow", "http"], FirstWords(Press(TopState.First, 'r')));
        Assert.Equal(["flow", "http", "unknown"], FirstWords("<<r".Aggregate(TopState.First, Press)));
        Assert.Equal(["flow", "http", "unknown"], FirstWords(">>>>>".Aggregate(TopState.First, Press)));
    }

    [Fact]
    public void A_sidecar_that_is_gone_is_said_to_be_above_what_it_last_said()
    {
        string[] lines = [.. TopFrame.Of(TopState.First, Samples.Busy(), "/run/x/control.sock: no sidecar runs there\u001b", 80, 24).Lines.Select(line => line.Text)];
        Assert.Equal(@"GONE      /run/x/control.sock: no sidecar runs there\u001B", lines[0]);
        Assert.Contains(lines, line => line.StartsWith("http  ", StringComparison.Ordinal));
    }

    [Fact]
    public void An_engine_that_has_not_begun_and_one_that_is_late_are_said_to_be()
    {
        StatusDocument status = Samples.Status(10, 1, 1, 1, 1);
        Assert.Equal("engine    has not begun yet", TopFrame.Of(TopState.First, new TopSample(status with { Stats = null }), null, 80, 24).Lines[1].Text);
        Assert.EndsWith(" engine busy for 9s", TopFrame.Of(TopState.First, new TopSample(status with { ReportAgeSeconds = 9.5 }), null, 80, 24).Lines[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_residual_bar_is_full_at_all_and_empty_at_a_hundredth_of_a_percent()
    {
        Assert.Contains("[||||||||||||||||||||]", Bar(1, 1), StringComparison.Ordinal);
        Assert.Contains("[||||||||||          ]", Bar(100, 1), StringComparison.Ordinal);
        Assert.Contains("[                    ]", Bar(10_000, 1), StringComparison.Ordinal);
        Assert.Contains("[                    ]", Bar(10_000, 0), StringComparison.Ordinal);

        static string Bar(long parsed, long residual) => TopFrame.Of(
            TopState.First, new TopSample(Samples.Status(10, 0, 0, 0, 0)).Next(Samples.Status(12, parsed, 0, residual, 0)), null, 80, 24).Lines[2].Text;
    }

    private static TopState Press(TopState state, char key) => state.Press(new ConsoleKeyInfo(key, 0, false, false, false), 8, 3, 16);

    private static TopState On(char pane) => Press(TopState.First, pane);

    private static string[] FirstWords(TopState state) => [.. Shown(state).Split('\n')[5..8].Select(line => line.Split(' ')[0])];

    private static string Shown(TopState state, int rows = 24) =>
        string.Join('\n', TopFrame.Of(state, Samples.Busy(), null, 80, 24).Lines.Take(rows).Select(line => line.Text.TrimEnd()));
}
