using Sidecar.Engine.Memory;
using Sidecar.Engine.Profiles;

namespace Sidecar.Engine.Snapshots;

/// <summary>
/// Copies the window of one view, as it stands when the copy begins, in steps between which records go on: profiles
/// of the current pane that are about to change are copied first, those of older panes change no more. What leaves
/// before its turn is left out: an old pane, or a key at a bound, which its older panes then count as dropped. Owned by
/// the engine thread.
/// </summary>
internal sealed class WindowCopy : IStatePart
{
    private readonly string _view;
    private readonly IReadOnlyList<string> _distinct;
    private readonly IReadOnlyList<string> _totals;
    private readonly KeyTable _keys;
    private readonly ProfileWindow _window;
    private readonly Action<StateSection> _done;
    private readonly long _newest;
    private StateWriter _writer = new();
    private ProfilePane? _pane;
    private long _number;
    private DroppedTotals _dropped;
    private int _headBytes;
    private int _left;
    private int _watch;

    /// <param name="done">Takes each section of the copy; it is not written to any more.</param>
    public WindowCopy(KeyTable keys, ProfileWindow window, Action<StateSection> done)
    {
        _done = done;
        _view = window.Shape.View.Name;
        _distinct = window.Shape.DistinctNames;
        _totals = window.Shape.TotalNames;
        _keys = keys;
        _window = window;
        IsDone = window.PaneNumber is null;
        _newest = window.PaneNumber ?? 0;
        if (!IsDone)
        {
            Open(_newest);
        }
    }

    public bool IsDone { get; private set; }

    public void End()
    {
        _pane?.EndWatch();
        _writer.GiveBack();
        IsDone = true;
    }

    /// <summary>Whether a view that was saved counts what this one counts, so that it can go on with it.</summary>
    public static bool Fits(WindowState saved, ProfileWindow window) =>
        saved.PaneMicroseconds == window.PaneMicroseconds
        && saved.Distinct.SequenceEqual(window.Shape.DistinctNames, StringComparer.Ordinal)
        && saved.Totals.SequenceEqual(window.Shape.TotalNames, StringComparer.Ordinal);

    public int Step(int bytes)
    {
        int copied = 0;
        while (!IsDone && copied < bytes)
        {
            // From the end down: where one leaves, the last takes its place, which was looked at before.
            _left = Math.Min(_left, _pane?.Profiles.Count ?? 0);
            if (_left == 0)
            {
                Close();
                continue;
            }

            Native<KeyProfile> profile = _pane!.Profiles[--_left];
            int before = _writer.Length;
            if (profile.Value.Copied != _watch)
            {
                profile.Value.Copied = _watch;
                Copy(profile);
            }

            // Those that need no copy cost a look too.
            copied += Math.Max(16, _writer.Length - before);
        }

        return copied;
    }

    private void Open(long number)
    {
        _number = number;
        _pane = _window.Pane(number);
        _left = _pane?.Profiles.Count ?? 0;
        _watch = _pane?.Watch(Copy) ?? 0;
        if (_pane is not null)
        {
            Begin(_pane.Dropped);
        }
    }

    private void Begin(DroppedTotals dropped)
    {
        _writer = new StateWriter(isLarge: true);
        ProfileSection.Begin(_writer, _view, _distinct, _totals, _window.PaneMicroseconds, _number, dropped);
        _headBytes = _writer.Length;
        _dropped = dropped;
    }

    private void Copy(Native<KeyProfile> copied)
    {
        ref KeyProfile profile = ref copied.Value;
        ProfileSection.Append(_writer, _keys[profile.Key].Text, _keys.AddressesOf(profile.Key), ref profile);
        if (_writer.Length >= StateFormat.SectionBytes)
        {
            _done(ProfileSection.Of(_writer));
            Begin(default);
        }
    }

    private void Close()
    {
        if (_pane is not null)
        {
            _pane.EndWatch();
            if (_writer.Length > _headBytes || _dropped != default)
            {
                _done(ProfileSection.Of(_writer));
            }

            _writer.GiveBack();
        }

        IsDone = _number == _newest - _window.Panes + 1;
        if (!IsDone)
        {
            Open(_number - 1);
        }
    }
}
