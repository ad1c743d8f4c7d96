using Sidecar.Cli;

namespace Sidecar.Benchmarks;

/// <summary>
/// How far the hours of networks have been read, on standard error when a person sits there. How many bytes they have is
/// told by those of the hours that are over.
/// </summary>
internal sealed class TrialProgress(int hours) : IDisposable
{
    private readonly Progress _progress = new(total: null, !Console.IsErrorRedirected, Console.Error, TimeProvider.System);
    private Engine.Engine? _engine;
    private long _recordsBefore;
    private long _bytes;
    private int _over;

    /// <summary>One network begins; those before it are over.</summary>
    public Stream Watch(Stream network, Engine.Engine engine)
    {
        _recordsBefore += _engine?.Received ?? 0;
        _engine = engine;
        long before = _recordsBefore;
        _progress.CountRecords(() => before + engine.Received);
        return new WatchedStream(network, read =>
        {
            _bytes += read;
            _progress.Add(read);
        });
    }

    public void EndHour()
    {
        _over++;
        _progress.Expect(_bytes / _over * hours);
    }

    public void Say(string line) => _progress.Print(Console.Error.Write, line, endsLine: true);

    public void Dispose() => _progress.Dispose();
}
