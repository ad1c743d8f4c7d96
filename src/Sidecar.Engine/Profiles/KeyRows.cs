using System.Runtime.CompilerServices;
using Sidecar.Engine.Memory;

namespace Sidecar.Engine.Profiles;

/// <summary>
/// The window's running numbers, a row a key: what the key's profiles of all panes come to, so that a learning tick copies
/// numbers and puts nothing together. A row is found by the key's number. Owned by the engine thread.
/// </summary>
internal sealed class KeyRows(ViewShape shape)
{
    /// <summary>About, of a row and of the numbers of a view as shipped: what is asked for lies within, or is not sent for.</summary>
    private const int RowBytes = 32;
    private const int NumbersBytes = 88;

    private readonly NativeRows<KeyRow> _rows = new();
    private readonly NativeRows<double> _numbers = new(shape.Distinct + shape.Columns);

    /// <summary>Rows that were ever used.</summary>
    public int Used { get; private set; }

    public ref KeyRow this[int key] => ref _rows[key];

    /// <summary>Distinct counts, and the totals behind them.</summary>
    public Span<double> Numbers(int key) => _numbers.Span(key);

    /// <summary>Distinct counts, in the view's order.</summary>
    public Span<double> Counts(int key) => _numbers.Span(key)[..shape.Distinct];

    /// <summary>In the columns of <see cref="FlowSums"/>, then the view's own.</summary>
    public Span<double> Totals(int key) => _numbers.Span(key)[shape.Distinct..];

    /// <summary>The key's row and numbers will be asked for, if it has any.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Foresee(int key)
    {
        if (key < Used)
        {
            Ahead.Fetch(in _rows[key], RowBytes);
            Ahead.Fetch(in _numbers[key], NumbersBytes);
        }
    }

    /// <summary>Makes room for a key.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Reach(int key)
    {
        if (key >= Used)
        {
            Use(key);
        }
    }

    /// <summary>The key has left the window.</summary>
    public void Clear(int key)
    {
        _rows[key] = default;
        _numbers.Span(key).Clear();
    }

    private void Use(int key)
    {
        _rows.Reach(key);
        _numbers.Reach(key);
        Used = key + 1;
    }
}

/// <summary>What is known of one key beside its numbers.</summary>
internal struct KeyRow
{
    /// <summary>Its profile of the latest pane that has one; none when the key is not in the window.</summary>
    public Native<KeyProfile> Newest;

    /// <summary>Its profile of the first pane that has one.</summary>
    public Native<KeyProfile> Oldest;

    /// <summary>Flows that drew an alert and have ended.</summary>
    public long Alerts;

    /// <summary>Panes in which a flow drew an alert, ended or not.</summary>
    public int AlertedPanes;

    /// <summary>One bit for each distinct count that must be put together anew.</summary>
    public byte Stale;

    /// <summary>It stands in the order of keys.</summary>
    public bool IsOrdered;

    public readonly bool IsInWindow => !Newest.IsNone;

    public void Append(Native<KeyProfile> profile)
    {
        profile.Value.Older = Newest;
        if (Newest.IsNone)
        {
            Oldest = profile;
        }
        else
        {
            Newest.Value.Newer = profile;
        }

        Newest = profile;
    }

    public void Unlink(in KeyProfile profile)
    {
        if (profile.Older.IsNone)
        {
            Oldest = profile.Newer;
        }
        else
        {
            profile.Older.Value.Newer = profile.Newer;
        }

        if (profile.Newer.IsNone)
        {
            Newest = profile.Older;
        }
        else
        {
            profile.Newer.Value.Older = profile.Older;
        }
    }
}
