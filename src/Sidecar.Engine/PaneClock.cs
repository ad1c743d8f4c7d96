namespace Sidecar.Engine;

/// <summary>Moves the windows of all views on with event time. Asked for each record, of which hardly one moves any. Engine thread.</summary>
internal sealed class PaneClock(ProfiledView[] views)
{
    /// <summary>From when until when no window moves.</summary>
    private long _from = long.MaxValue;
    private long _until = long.MinValue;

    /// <param name="now">Event time in microseconds; it may go back.</param>
    public void AdvanceTo(long now)
    {
        if (now < _from || now >= _until)
        {
            Move(now);
        }
    }

    private void Move(long now)
    {
        (_from, _until) = (long.MinValue, long.MaxValue);
        foreach (ProfiledView view in views)
        {
            view.Window.Advance(now);
            _from = Math.Max(_from, view.Window.PaneStart);
            _until = Math.Min(_until, view.Window.PaneStart + view.Window.PaneMicroseconds);
        }
    }
}
