using System.Buffers;
using System.Text;
using Sidecar.Engine.Ingest;

namespace Sidecar.Tests.Ingest;

/// <summary>Plays the engine for one feed: takes what it hands on, until it is stopped.</summary>
internal sealed class FeedRig : IDisposable
{
    private readonly EveFeed _feed;
    private bool _ended;

    public FeedRig(EveFeed feed)
    {
        _feed = feed;
        feed.Start();
    }

    /// <summary>All records so far.</summary>
    public List<string> Records { get; } = [];

    public InputStats Stats => _feed.Stats();

    public long CountOf(string cause) => Stats.Events.GetValueOrDefault(cause);

    public void WaitFor(int records) => Patience.Until(
        () =>
        {
            Drain();
            return Records.Count >= records;
        },
        $"{records} records have come");

    public void WaitForEnd() => Patience.Until(
        () =>
        {
            Drain();
            return _ended;
        },
        "the feed has ended");

    /// <summary>As the engine does at its end: what was handed on is taken.</summary>
    public void Dispose()
    {
        _feed.Stop();
        WaitForEnd();
        _feed.Dispose();
    }

    public void Drain()
    {
        while (!_ended && _feed.TryRead(out ReadOnlySequence<byte> read, out _ended))
        {
            ReadOnlySequence<byte> unread = read;
            FrameStatus status;
            while ((status = _feed.Framer.TryNext(ref unread, out ReadOnlySpan<byte> record)) != FrameStatus.NeedMore)
            {
                Records.Add(status == FrameStatus.Record ? Encoding.Latin1.GetString(record) : "(too long)");
            }

            _feed.AdvanceTo(unread, read);
            if (_ended && _feed.Framer.TryLast(out ReadOnlySpan<byte> last) == FrameStatus.Record)
            {
                Records.Add(Encoding.Latin1.GetString(last));
            }
        }
    }
}
