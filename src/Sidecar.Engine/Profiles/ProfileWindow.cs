using Sidecar.Engine.Flows;
using Sidecar.Engine.Memory;

namespace Sidecar.Engine.Profiles;

/// <summary>
/// The profiles of one view over the last hour (or as configured) of event time, as a ring of panes: a pane takes what ends
/// in its time, and leaves as a whole when it is older than the window. So a key's numbers are those of at least the window
/// less one pane, at most the window: sums are exact, distinct counts as <see cref="DistinctCounter"/> says. Running numbers
/// (<see cref="KeyRows"/>) are kept beside the panes. Bounded in keys and in the memory of distinct counts; at a bound the
/// lightest eighth of the keys leaves all panes. Owned by the engine thread.
/// </summary>
internal sealed class ProfileWindow
{
    /// <summary>
    /// Times the bound on distinct counts that their memory may come to with what waits for use: of each size as much waits as
    /// was in use at once, and whoever sends the traffic could have one size come behind the other.
    /// </summary>
    private const int MostTimesBound = 4;

    private readonly ViewShape _shape;
    private readonly KeyTable _keys;
    private readonly ProfileOptions _options;
    private readonly ProfilePane[] _panes;
    private readonly KeyRows _rows;
    private readonly KeyOrder _order;
    private readonly Lightest _lightest;
    private readonly WindowCounts _counts;
    private readonly NativeHeap _profiles = new();
    private readonly NativeHeap _values = new();
    private readonly EndedQueue _ended;
    private readonly long _paneMicroseconds;
    private long _paneNumber = long.MinValue;
    private long _paneStart = long.MaxValue;
    private ProfilePane _current;
    private int[] _candidates = [];
    private long _sketchBytes;
    private int _count;

    public ProfileWindow(View view, KeyTable keys, ProfileOptions options)
    {
        _shape = new ViewShape(view);
        _keys = keys;
        _options = options;
        _paneMicroseconds = options.WindowSeconds * 1_000_000 / options.Panes;
        _panes = new ProfilePane[options.Panes];
        for (int i = 0; i < _panes.Length; i++)
        {
            _panes[i] = new ProfilePane(i);
        }

        _current = _panes[0];
        _rows = new KeyRows(_shape);
        _order = new KeyOrder(keys, _rows);
        _lightest = new Lightest(keys, _rows);
        _counts = new WindowCounts(_rows, options.Panes, _values);
        Evidence = new WindowEvidence(_shape, keys, _rows, Settle);
        _ended = new EndedQueue(_rows);
    }

    /// <summary>Keys that left at a bound since the start.</summary>
    public long KeysDropped { get; private set; }

    public ViewShape Shape => _shape;

    public WindowEvidence Evidence { get; }

    /// <summary>When the pane began that counts now; only after time has come to one.</summary>
    public long PaneStart => _paneStart;

    public long PaneMicroseconds => _paneMicroseconds;

    /// <summary>Number of the pane that counts now: event time in whole panes; none before the first record.</summary>
    public long? PaneNumber => _paneNumber == long.MinValue ? null : _paneNumber;

    public int Panes => _panes.Length;

    /// <summary>Native memory of the profiles, and of the values that they count, that is in use.</summary>
    public long NativeBytes => _profiles.TakenBytes + _values.TakenBytes;

    /// <summary>The same with what waits for use: as much as was in use at once of each size.</summary>
    public long NativeBytesHeld => _profiles.HeldBytes + ValueBytesHeld;

    /// <summary>The part of the values.</summary>
    public long ValueBytesHeld => _values.HeldBytes;

    /// <summary>
    /// Counts a transaction whose flow has ended, soon (<see cref="EndedQueue"/>); its reference to the key is given back then.
    /// </summary>
    public void Add(in Transaction transaction, in FlowEnd end)
    {
        if (_ended.IsFull)
        {
            Count(_ended.Take());
        }

        _rows.Reach(transaction.Key);
        _ended.Put(transaction, end);
    }

    /// <summary>Counts what waits to be counted. To be called before anything is asked or told of the window from outside.</summary>
    public void Settle()
    {
        while (!_ended.IsEmpty)
        {
            Count(_ended.Take());
        }
    }

    /// <summary>The key's row will be asked for.</summary>
    public void Foresee(int key) => _rows.Foresee(key);

    /// <summary>A flow of the key, which has not ended yet, drew an alert.</summary>
    public void MarkAlert(int key)
    {
        _rows.Reach(key);
        if (!IsCurrent(_rows[key].Newest))
        {
            // It begins a profile, for which others may have to leave: in the order in which all came.
            Settle();
        }

        ref KeyProfile profile = ref Of(key);
        if (!profile.Alerted)
        {
            profile.MarkAlert();
            _rows[key].AlertedPanes++;
        }
    }

    /// <summary>
    /// Event time has come to <paramref name="now"/>. It goes back only when wrong timestamps had set it: what was
    /// counted at that time is forgotten.
    /// </summary>
    public void Advance(long now)
    {
        // Asked for each record; a division takes as long as some ten of these.
        if (now < _paneStart || now - _paneStart >= _paneMicroseconds)
        {
            MoveTo(now / _paneMicroseconds);
        }
    }

    /// <summary>The pane of this number while the window holds it.</summary>
    public ProfilePane? Pane(long number)
    {
        Settle();
        return PaneNumber is long now && number <= now && number > now - _panes.Length ? _panes[Index(number)] : null;
    }

    /// <summary>Goes on with panes of before, bounded as ever. Called before the first record.</summary>
    public void Restore(IReadOnlyList<PaneState> panes)
    {
        foreach (PaneState pane in panes.OrderBy(pane => pane.Number))
        {
            Advance(pane.Number * _paneMicroseconds);
            _current.Restore(pane.Dropped);
            foreach (ProfileState profile in pane.Profiles)
            {
                Restore(profile);
            }
        }
    }

    /// <summary>An immutable copy of the window as it stands.</summary>
    /// <param name="withSketches">Also the values behind the distinct counts, which an export carries.</param>
    public WindowSnapshot Snapshot(long now, bool withSketches = false)
    {
        Settle();
        _counts.Refresh();
        DroppedTotals dropped = default;
        foreach (ProfilePane pane in _panes)
        {
            dropped += pane.Dropped;
        }

        long start = (_paneNumber - _panes.Length + 1) * _paneMicroseconds;
        ReadOnlySpan<int> order = _order.Update();
        WindowColumns columns = new(_shape, order, _keys, _rows);
        return new WindowSnapshot(_shape.View, start, now, columns, dropped)
        {
            Sketches = withSketches ? new WindowSketches(_shape, order, _rows, _counts) : null,
        };
    }

    private void MoveTo(long number)
    {
        if (number == _paneNumber)
        {
            return;
        }

        Settle();
        long oldest = number - _panes.Length + 1;
        long from = number < _paneNumber ? oldest : Math.Max(_paneNumber + 1, oldest);
        for (long next = from; next <= number; next++)
        {
            Clear(_panes[Index(next)]);
        }

        _counts.Tighten(_panes, MostTimesBound * _options.MaxSketchBytes);
        _paneNumber = number;
        _paneStart = number * _paneMicroseconds;
        _current = _panes[Index(number)];
    }

    private void Count(in EndedTransaction ended)
    {
        int key = ended.Transaction.Key;
        ref KeyProfile profile = ref Of(key);
        bool wasAlerted = profile.Alerted;
        Span<double> numbers = _rows.Numbers(key);
        bool isNewFlow = profile.Add(ended, numbers[_shape.Distinct..]);
        if (ended.Alerted)
        {
            ref KeyRow row = ref _rows[key];
            row.Alerts += isNewFlow ? 1 : 0;
            row.AlertedPanes += wasAlerted == profile.Alerted ? 0 : 1;
        }

        _sketchBytes += _counts.Add(ref profile, ended.Transaction.Values, numbers);
        _keys.Release(key);
        if (_sketchBytes > _options.MaxSketchBytes)
        {
            DropLightest();
        }
    }

    /// <summary>The key's profile in the pane that counts now, which is about to change; the key must have a row.</summary>
    private ref KeyProfile Of(int key)
    {
        Native<KeyProfile> profile = _rows[key].Newest;
        if (!IsCurrent(profile))
        {
            return ref Begin(key);
        }

        _current.Show(profile);
        return ref profile.Value;
    }

    private bool IsCurrent(Native<KeyProfile> profile) => !profile.IsNone && profile.Value.Pane == _current.Index;

    private ref KeyProfile Begin(int key)
    {
        ref KeyRow row = ref _rows[key];
        if (!row.IsInWindow)
        {
            if (_count >= _options.MaxKeys)
            {
                DropLightest();
            }

            _keys.Hold(key);
            _order.Add(key);
            _count++;
        }

        Native<KeyProfile> profile = _profiles.Take<KeyProfile>();
        profile.Value.Begin(key, _current, _shape);
        row.Append(profile);
        _current.Add(profile);
        return ref profile.Value;
    }

    private void Restore(ProfileState state)
    {
        int key = _keys.Hold(state.Key);
        _keys.AddressesOf(key).Source.Restore(state.Source);
        _keys.AddressesOf(key).Destination.Restore(state.Destination);
        _rows.Reach(key);
        ref KeyProfile profile = ref Of(key);
        _keys.Release(key);
        if (profile.Records > 0 || profile.Alerted)
        {
            // The same key twice in a pane: no window that was saved has that.
            return;
        }

        profile.Restore(state, _values);
        Span<double> totals = _rows.Totals(key);
        for (int column = 0; column < totals.Length; column++)
        {
            totals[column] += profile.Totals[column];
        }

        ref KeyRow row = ref _rows[key];
        row.Alerts += profile.Alerts;
        row.AlertedPanes += profile.Alerted ? 1 : 0;
        _counts.Restored(ref profile);
        _sketchBytes += profile.Bytes;
        if (_sketchBytes > _options.MaxSketchBytes)
        {
            DropLightest();
        }
    }

    /// <summary>A pane leaves the window. It is the oldest, unless event time goes back.</summary>
    private void Clear(ProfilePane pane)
    {
        foreach (Native<KeyProfile> leaving in pane.Profiles)
        {
            pane.Show(leaving);
            ref KeyProfile profile = ref leaving.Value;
            _sketchBytes -= profile.Bytes;
            _rows[profile.Key].Unlink(profile);
            if (!_rows[profile.Key].IsInWindow)
            {
                Forget(profile.Key);
                GiveBack(leaving);
                continue;
            }

            Span<double> totals = _rows.Totals(profile.Key);
            for (int column = 0; column < totals.Length; column++)
            {
                totals[column] -= profile.Totals[column];
            }

            ref KeyRow row = ref _rows[profile.Key];
            row.Alerts -= profile.Alerts;
            row.AlertedPanes -= profile.Alerted ? 1 : 0;
            _counts.Leave(ref profile);
            GiveBack(leaving);
        }

        pane.Clear();
    }

    private void DropLightest()
    {
        if (_candidates.Length < _count)
        {
            _candidates = new int[Math.Max(_count, 2 * _candidates.Length)];
        }

        Span<int> candidates = _candidates.AsSpan(0, _count);
        int found = 0;
        for (int key = 0; key < _rows.Used; key++)
        {
            if (_rows[key].IsInWindow)
            {
                candidates[found++] = key;
            }
        }

        int leaving = Math.Max(1, _count / 8);
        _lightest.MoveToFront(candidates, leaving);
        foreach (int key in candidates[..leaving])
        {
            Drop(key);
        }

        KeysDropped += leaving;
        _counts.Tighten(_panes, MostTimesBound * _options.MaxSketchBytes);
    }

    private void Drop(int key)
    {
        Native<KeyProfile> older;
        for (Native<KeyProfile> leaving = _rows[key].Newest; !leaving.IsNone; leaving = older)
        {
            ref KeyProfile profile = ref leaving.Value;
            _sketchBytes -= profile.Bytes;
            _panes[profile.Pane].Drop(leaving);
            older = profile.Older;
            GiveBack(leaving);
        }

        Forget(key);
    }

    private void GiveBack(Native<KeyProfile> profile)
    {
        profile.Value.GiveBack(_values);
        _profiles.Give(profile);
    }

    private void Forget(int key)
    {
        _rows.Clear(key);
        _count--;
        _keys.Release(key);
    }

    private int Index(long paneNumber) => (int)(((paneNumber % _panes.Length) + _panes.Length) % _panes.Length);
}
