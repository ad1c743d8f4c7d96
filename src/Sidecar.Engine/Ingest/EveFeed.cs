using System.Buffers;
using System.IO.Pipelines;

namespace Sidecar.Engine.Ingest;

/// <summary>
/// An input that is no connection: datagrams, a followed file, a stream that is read once. Its own thread reads and
/// hands on; the engine thread takes, stops and disposes.
/// </summary>
internal abstract class EveFeed : EveInput
{
    /// <summary>Taken from a file by one read.</summary>
    protected const int ReadBytes = 256 << 10;

    /// <summary>Bytes that wait for the engine at which a feed that can wait does.</summary>
    protected const long PauseBytes = 4L * ReadBytes;

    private const byte NewLine = (byte)'\n';

    private readonly PipeReader _reader;
    private readonly PipeWriter _writer;
    private readonly WakeBell _bell;
    private readonly Thread _thread;
    private readonly Lock _writing = new();
    private bool _completed;
    private long _lines;
    private long _handed;
    private long _seen;
    private volatile string? _failure;

    /// <param name="name">What the accounts call it.</param>
    /// <param name="pauseBytes">Bytes that wait for the engine at which the feed itself waits; 0 for never.</param>
    protected EveFeed(string name, int maxRecordBytes, long pauseBytes, WakeBell bell)
        : this(name, maxRecordBytes, NewPipe(pauseBytes), bell)
    {
    }

    private EveFeed(string name, int maxRecordBytes, Pipe pipe, WakeBell bell)
        : base(maxRecordBytes)
    {
        _reader = pipe.Reader;
        Name = name;
        _writer = pipe.Writer;
        _bell = bell;
        _thread = new Thread(Run) { Name = "eve-feed", IsBackground = true };
    }

    public string Name { get; }

    /// <summary>Bytes handed on. Written by the feed's thread.</summary>
    protected long Handed => Volatile.Read(ref _handed);

    /// <summary>Bytes that the engine has looked at. Written by the engine thread.</summary>
    protected long SeenBytes => Volatile.Read(ref _seen);

    public void Start() => _thread.Start();

    /// <summary>Ends the feed; what it has handed on is still read. Called by the engine thread.</summary>
    public abstract void Stop();

    public InputStats Stats() => new()
    {
        Name = Name,
        Lines = Volatile.Read(ref _lines),
        Bytes = Handed,
        Events = Events(),
        Failure = _failure,
    };

    /// <summary>Called by the engine thread when everything has been read, or when the feed was never started.</summary>
    public override void Dispose()
    {
        _reader.Complete();
        if (EndsWhenTold && _thread.IsAlive)
        {
            _thread.Join();
        }

        Release();
        base.Dispose();
    }

    /// <summary>Reads to the end, or until stopped. On the feed's thread.</summary>
    /// <exception cref="IOException">Becomes the feed's failure, as an InvalidDataException or a ZstdException does.</exception>
    protected abstract void Read();

    /// <summary>What befell it, by cause, without the causes that never occurred.</summary>
    protected abstract IReadOnlyDictionary<string, long> Events();

    /// <summary>Whether its thread ends soon after <see cref="Stop"/>: a thread that waits for standard input does not.</summary>
    protected virtual bool EndsWhenTold => true;

    /// <summary>Closes what it reads. After its thread has ended, if that ends when told.</summary>
    protected virtual void Release()
    {
    }

    public sealed override bool TryRead(out ReadOnlySequence<byte> unread, out bool ended)
    {
        bool any = _reader.TryRead(out ReadResult result);
        (unread, ended) = (result.Buffer, result.IsCompleted);
        return any;
    }

    public sealed override void AdvanceTo(in ReadOnlySequence<byte> rest, in ReadOnlySequence<byte> read)
    {
        Volatile.Write(ref _seen, _seen + read.Length - rest.Length);
        _reader.AdvanceTo(rest.Start);
    }

    /// <summary>Hands bytes to the engine, and waits while it is late by the pause of the constructor. On the feed's thread.</summary>
    protected void Hand(ReadOnlySpan<byte> bytes)
    {
        ValueTask<FlushResult> flushed;
        lock (_writing)
        {
            if (_completed)
            {
                return;
            }

            _writer.Write(bytes);
            Volatile.Write(ref _lines, _lines + bytes.Count(NewLine));
            Volatile.Write(ref _handed, _handed + bytes.Length);
            flushed = _writer.FlushAsync();
        }

        _bell.Ring();
        if (!flushed.IsCompleted)
        {
            flushed.AsTask().GetAwaiter().GetResult();
        }
    }

    /// <summary>No more is handed on from now, whatever its thread still reads.</summary>
    protected void Complete()
    {
        lock (_writing)
        {
            if (!_completed)
            {
                _completed = true;
                _writer.Complete();
            }
        }

        _bell.Ring();
    }

    private static Pipe NewPipe(long pauseBytes) => new(new PipeOptions(
        pauseWriterThreshold: pauseBytes,
        resumeWriterThreshold: pauseBytes / 2,
        // The engine thread only wakes the feed's thread; it never reads a file itself.
        writerScheduler: PipeScheduler.ThreadPool,
        readerScheduler: PipeScheduler.Inline,
        minimumSegmentSize: 64 << 10,
        useSynchronizationContext: false));

    private void Run()
    {
        try
        {
            Read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or ZstdSharp.ZstdException)
        {
            _failure = e.Message;
        }
        finally
        {
            Complete();
        }
    }
}
