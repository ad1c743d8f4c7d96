using Sidecar.Engine.Snapshots;
using Sidecar.Engine.Verdicts;

namespace Sidecar.Engine;

/// <summary>
/// Keeps what people said about keys on the disk. Called by whichever thread has something newer; a version that is
/// older than what was written is left out.
/// </summary>
internal sealed class HandKeeper(string? path)
{
    private readonly object _lock = new();
    private long _written;
    private long _failed;

    /// <summary>Changes that could not be written.</summary>
    public long Failed => Volatile.Read(ref _failed);

    /// <returns>Why it could not be written, or nothing.</returns>
    public string? Save(long version, IReadOnlyList<HandRule> rules)
    {
        lock (_lock)
        {
            if (path is null || version <= _written)
            {
                return null;
            }

            try
            {
                HandRulesFile.Write(path, rules);
                _written = version;
                return null;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Interlocked.Increment(ref _failed);
                return e.Message;
            }
        }
    }
}
