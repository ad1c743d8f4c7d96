using Sidecar.Top;
using Xunit;

namespace Sidecar.Tests.Top;

/// <summary>What keys do.</summary>
public sealed class TopStateTests
{
    [Fact]
    public void Numbers_and_tab_choose_a_pane()
    {
        Assert.Equal(TopPane.Flows, Press(TopState.First, '3').Pane);
        Assert.Equal(TopPane.Keys, Press(TopState.First, ConsoleKey.Tab).Pane);
        Assert.Equal(TopPane.Records, Enumerable.Repeat(ConsoleKey.Tab, 4).Aggregate(TopState.First, Press).Pane);
        Assert.Equal(TopPane.Views, TopState.First.Press(new ConsoleKeyInfo('\t', ConsoleKey.Tab, shift: true, false, false), 8, 3, 16).Pane);
    }

    [Fact]
    public void Q_ends_it_but_not_while_a_filter_is_typed()
    {
        Assert.True(Press(TopState.First, 'q').IsOver);
        TopState typing = "/q".Aggregate(TopState.First, Press);
        Assert.Equal((false, "q"), (typing.IsOver, typing.Current.Filter));
        Assert.True(Press(Press(typing, ConsoleKey.Enter), 'q').IsOver);
    }

    [Fact]
    public void A_filter_is_of_its_pane_and_goes_with_escape()
    {
        TopState filtered = Press("2/abc".Aggregate(TopState.First, Press), ConsoleKey.Enter);
        Assert.Equal("abc", filtered.Current.Filter);
        Assert.Equal("", Press(filtered, '1').Current.Filter);
        Assert.Equal("abc", "12".Aggregate(filtered, Press).Current.Filter);
        Assert.Equal("", Press(filtered, ConsoleKey.Escape).Current.Filter);
        Assert.Equal("ab", Press("2/abc".Aggregate(TopState.First, Press), ConsoleKey.Backspace).Current.Filter);
        Assert.Equal("", Press(Press(TopState.First, '/'), ConsoleKey.Backspace).Current.Filter);
    }

    [Fact]
    public void A_filter_has_an_end_and_takes_no_control_characters()
    {
        TopState typing = new string('x', 1000).Aggregate(Press(TopState.First, '/'), Press);
        Assert.Equal(PaneState.LongestFilter, typing.Current.Filter.Length);
        Assert.Equal("", Press(Press(TopState.First, '/'), '\u0001').Current.Filter);
    }

    [Fact]
    public void The_selected_row_stays_among_the_rows()
    {
        Assert.Equal(0, Press(TopState.First, ConsoleKey.UpArrow).Current.Selected);
        Assert.Equal(2, Enumerable.Repeat(ConsoleKey.DownArrow, 9).Aggregate(TopState.First, Press).Current.Selected);
        Assert.Equal(2, Press(TopState.First, ConsoleKey.PageDown).Current.Selected);
        Assert.Equal(0, Press(Press(TopState.First, ConsoleKey.End), ConsoleKey.Home).Current.Selected);
        Assert.Equal(0, TopState.First.Press(Key(ConsoleKey.End), 8, 0, 16).Current.Selected);
    }

    [Fact]
    public void The_column_to_sort_by_goes_round()
    {
        Assert.Equal(7, "<<<".Aggregate(TopState.First, Press).Current.SortColumn);
        Assert.Equal(3, Press(TopState.First, ConsoleKey.RightArrow).Current.SortColumn);
        Assert.Equal(0, ">>>>>>".Aggregate(TopState.First, Press).Current.SortColumn);
    }

    private static ConsoleKeyInfo Key(ConsoleKey key) => new('\0', key, false, false, false);

    private static TopState Press(TopState state, ConsoleKey key) => state.Press(Key(key), 8, 3, 16);

    private static TopState Press(TopState state, char key) => state.Press(new ConsoleKeyInfo(key, 0, false, false, false), 8, 3, 16);
}
