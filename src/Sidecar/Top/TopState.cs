using System.Collections.Immutable;

namespace Sidecar.Top;

/// <summary>What a person chose to look at; immutable, a key makes the next one.</summary>
internal sealed record TopState
{
    public static TopState First { get; } = new();

    public TopPane Pane { get; private init; }

    /// <summary>What is typed goes into the filter.</summary>
    public bool IsTyping { get; private init; }

    /// <summary>The picture stands still, to be read.</summary>
    public bool IsHeld { get; private init; }

    public bool IsOver { get; private init; }

    public PaneState Current => Panes[(int)Pane];

    private ImmutableArray<PaneState> Panes { get; init; } = [.. TopPanes.All.Select(TopPanes.First)];

    /// <summary>The state behind a key.</summary>
    /// <param name="columns">Of the pane.</param>
    /// <param name="rows">That it shows.</param>
    /// <param name="page">Rows that fit the window.</param>
    public TopState Press(ConsoleKeyInfo key, int columns, int rows, int page) =>
        IsTyping ? Type(key) : Move(key, rows, page) ?? Sort(key, columns) ?? Command(key);

    public TopState End() => this with { IsOver = true };

    private TopState Type(ConsoleKeyInfo key) => key.Key switch
    {
        ConsoleKey.Enter => this with { IsTyping = false },
        ConsoleKey.Escape => With(Current with { Filter = "", Selected = 0 }) with { IsTyping = false },
        ConsoleKey.Backspace => With(Current with { Filter = Current.Filter[..^Math.Min(1, Current.Filter.Length)], Selected = 0 }),
        ConsoleKey.U when key.Modifiers == ConsoleModifiers.Control => With(Current with { Filter = "", Selected = 0 }),
        _ when char.IsControl(key.KeyChar) || Current.Filter.Length >= PaneState.LongestFilter => this,
        _ => With(Current with { Filter = Current.Filter + key.KeyChar, Selected = 0 }),
    };

    private TopState? Move(ConsoleKeyInfo key, int rows, int page)
    {
        int? place = key.Key switch
        {
            ConsoleKey.UpArrow => Current.Selected - 1,
            ConsoleKey.DownArrow => Current.Selected + 1,
            ConsoleKey.PageUp => Current.Selected - page,
            ConsoleKey.PageDown => Current.Selected + page,
            ConsoleKey.Home => 0,
            ConsoleKey.End => rows - 1,
            _ => null,
        };
        return place is int to ? With(Current with { Selected = Math.Clamp(to, 0, Math.Max(0, rows - 1)) }) : null;
    }

    private TopState? Sort(ConsoleKeyInfo key, int columns)
    {
        int column = Current.SortColumn;
        return key switch
        {
            { Key: ConsoleKey.LeftArrow } or { KeyChar: '<' } => With(Current with { SortColumn = (column + columns - 1) % columns, Selected = 0 }),
            { Key: ConsoleKey.RightArrow } or { KeyChar: '>' } => With(Current with { SortColumn = (column + 1) % columns, Selected = 0 }),
            { KeyChar: 'r' } => With(Current with { Descending = !Current.Descending, Selected = 0 }),
            _ => null,
        };
    }

    private TopState Command(ConsoleKeyInfo key) => key switch
    {
        { KeyChar: 'q' or 'Q' } => End(),
        { KeyChar: >= '1' and <= '4' } => this with { Pane = (TopPane)(key.KeyChar - '1') },
        { Key: ConsoleKey.Tab, Modifiers: ConsoleModifiers.Shift } => Turn(TopPanes.All.Count - 1),
        { Key: ConsoleKey.Tab } => Turn(1),
        { KeyChar: '/' } => this with { IsTyping = true },
        { KeyChar: ' ' } => this with { IsHeld = !IsHeld },
        { Key: ConsoleKey.Escape } => With(Current with { Filter = "", Selected = 0 }),
        _ => this,
    };

    private TopState Turn(int by) => this with { Pane = (TopPane)(((int)Pane + by) % TopPanes.All.Count) };

    private TopState With(PaneState pane) => this with { Panes = Panes.SetItem((int)Pane, pane) };
}

/// <summary>How one pane is looked at.</summary>
/// <param name="Filter">Only rows in which this occurs, in any case.</param>
/// <param name="Selected">Row among those that are shown.</param>
internal sealed record PaneState(int SortColumn, bool Descending, string Filter = "", int Selected = 0)
{
    /// <summary>Characters of a filter; a line of the screen holds no more.</summary>
    public const int LongestFilter = 60;
}
