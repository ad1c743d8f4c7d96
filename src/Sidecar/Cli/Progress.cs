namespace Sidecar.Cli;

/// <summary>
/// A line on standard error that says how far a command has read, when a person sits there. Files are counted as they lie on
/// disk, packed or not. The line is drawn by a timer's thread, at most four times a second, makes way for what is printed on
/// the same terminal, and is gone when the command ends.
/// </summary>
internal sealed class Progress : IDisposable
{
    private const string Erase = "\r\u001b[K";

    private static readonly TimeSpan s_beat = TimeSpan.FromMilliseconds(250);

    private readonly TextWriter _terminal;
    private readonly TimeProvider _clock;
    private readonly long _start;
    private readonly ITimer? _timer;
    private readonly Lock _lock = new();
    private long? _total;
    private Func<long>? _records;
    private long _done;
    private bool _isDrawn;
    private bool _isInLine;
    private bool _ended;

    /// <param name="total">Bytes that there are to read; nothing when that is not known.</param>
    /// <param name="isShown">Otherwise nothing is ever written.</param>
    public Progress(long? total, bool isShown, TextWriter terminal, TimeProvider clock)
    {
        _terminal = terminal;
        _clock = clock;
        _total = total;
        _start = clock.GetTimestamp();
        if (isShown)
        {
            _timer = clock.CreateTimer(_ => Draw(), null, s_beat, s_beat);
        }
    }

    /// <param name="inputs">Names of files, or - for standard input.</param>
    /// <param name="passes">How often they are read.</param>
    public static Progress Of(IReadOnlyList<string> inputs, bool isQuiet, int passes = 1)
    {
        bool isShown = !isQuiet && !Console.IsErrorRedirected;
        return new Progress(isShown ? passes * Total(inputs) : null, isShown, Console.Error, TimeProvider.System);
    }

    /// <param name="records">Says how many records were read so far, on the thread of the timer.</param>
    public void CountRecords(Func<long> records)
    {
        lock (_lock)
        {
            _records = records;
        }
    }

    /// <summary>So many bytes there are, as is known by now.</summary>
    public void Expect(long total)
    {
        lock (_lock)
        {
            _total = total;
        }
    }

    /// <summary>So many bytes more were read.</summary>
    public void Add(long bytes) => Interlocked.Add(ref _done, bytes);

    /// <summary>The file, counted.</summary>
    public Stream Watch(Stream file) => _timer is null ? file : new WatchedStream(file, read => Add(read));

    /// <summary>Standard output, for which the line makes way when both are the same terminal.</summary>
    public Stream Beside(Stream output) => _timer is null || Console.IsOutputRedirected ? output : new OutputBesideProgress(output, this);

    /// <summary>Lets something be printed where the line stands.</summary>
    /// <param name="endsLine">Whether it ends with a line; until that the line is not drawn.</param>
    public void Print<T>(Action<T> print, T printed, bool endsLine)
    {
        lock (_lock)
        {
            MakeWay();
            _isInLine = !endsLine;
            print(printed);
        }
    }

    public void Dispose()
    {
        _timer?.Dispose();
        lock (_lock)
        {
            MakeWay();
            _ended = true;
        }
    }

    private static long? Total(IReadOnlyList<string> inputs)
    {
        FileInfo[] files = [.. inputs.Where(input => input != "-").Select(input => new FileInfo(input))];
        return files.Length == inputs.Count && files.All(file => file.Exists && file.Length > 0) ? files.Sum(file => file.Length) : null;
    }

    private void MakeWay()
    {
        if (_isDrawn)
        {
            _terminal.Write(Erase);
            _isDrawn = false;
        }
    }

    private void Draw()
    {
        lock (_lock)
        {
            if (!_ended && !_isInLine)
            {
                _terminal.Write(Erase + ProgressLine.Text(Interlocked.Read(ref _done), _total, _records?.Invoke(), _clock.GetElapsedTime(_start)));
                _isDrawn = true;
            }
        }
    }
}
