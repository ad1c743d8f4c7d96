using System.CommandLine;

namespace Sidecar.Cli;

/// <summary>
/// A line on standard error that says how far a command has read, when a person sits there and nothing else is printed
/// meanwhile. Files are counted as they lie on disk, packed or not. The line is drawn by a timer's thread, at most four times
/// a second, and is gone when the command ends.
/// </summary>
internal sealed class Progress : IDisposable
{
    private const string Erase = "\r\u001b[K";

    private static readonly TimeSpan s_beat = TimeSpan.FromMilliseconds(250);

    private readonly TextWriter _terminal;
    private readonly TimeProvider _clock;
    private readonly long? _total;
    private readonly long _start;
    private readonly ITimer? _timer;
    private readonly Lock _lock = new();
    private long _done;
    private bool _ended;

    /// <param name="inputs">Names of files, or - for standard input.</param>
    /// <param name="isShown">Otherwise nothing is ever written.</param>
    /// <param name="passes">How often the inputs are read.</param>
    public Progress(IReadOnlyList<string> inputs, bool isShown, TextWriter terminal, TimeProvider clock, int passes = 1)
    {
        _terminal = terminal;
        _clock = clock;
        _start = clock.GetTimestamp();
        if (isShown)
        {
            _total = passes * Total(inputs);
            _timer = clock.CreateTimer(_ => Draw(), null, s_beat, s_beat);
        }
    }

    /// <param name="printsMeanwhile">Standard output gets lines before the end; on the same terminal they and the line would mix.</param>
    public static Progress Of(IReadOnlyList<string> inputs, bool isQuiet, bool printsMeanwhile, int passes = 1) => new(
        inputs,
        !isQuiet && !Console.IsErrorRedirected && !(printsMeanwhile && !Console.IsOutputRedirected),
        Console.Error,
        TimeProvider.System,
        passes);

    public static Option<bool> Quiet() => new("--quiet")
    {
        Description = "No progress and no summary; what goes wrong is still said.",
    };

    /// <summary>The file, counted.</summary>
    public Stream Watch(Stream file) => _timer is null ? file : new WatchedStream(file, read => Interlocked.Add(ref _done, read));

    public void Dispose()
    {
        _timer?.Dispose();
        lock (_lock)
        {
            if (_timer is not null && !_ended)
            {
                _terminal.Write(Erase);
            }

            _ended = true;
        }
    }

    private static long? Total(IReadOnlyList<string> inputs)
    {
        FileInfo[] files = [.. inputs.Where(input => input != "-").Select(input => new FileInfo(input))];
        return files.Length == inputs.Count && files.All(file => file.Exists && file.Length > 0) ? files.Sum(file => file.Length) : null;
    }

    private void Draw()
    {
        lock (_lock)
        {
            if (!_ended)
            {
                _terminal.Write(Erase + ProgressLine.Text(Interlocked.Read(ref _done), _total, _clock.GetElapsedTime(_start)));
            }
        }
    }
}
