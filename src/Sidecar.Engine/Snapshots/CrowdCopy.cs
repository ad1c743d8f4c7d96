using Sidecar.Engine.Flows;
using Sidecar.Engine.Profiles;

namespace Sidecar.Engine.Snapshots;

/// <summary>
/// Copies one memory of crowds, as it stands when the copy begins, in steps between which records go on. Owned by the
/// engine thread.
/// </summary>
internal sealed class CrowdCopy : IStatePart
{
    private readonly string _name;
    private readonly long _seed;
    private readonly CrowdMemory _memory;
    private readonly Action<StateSection> _done;
    private readonly RowWatch _watch;
    private StateWriter _writer;
    private long _copied;

    /// <param name="name">Of the memory.</param>
    /// <param name="done">Takes each section of the copy; it is not written to any more.</param>
    public CrowdCopy(string name, long seed, CrowdMemory memory, Action<StateSection> done)
    {
        (_name, _seed, _memory, _done) = (name, seed, memory, done);
        _writer = Begin();
        _watch = memory.Watch(Copy);
    }

    public bool IsDone { get; private set; }

    public int Step(int bytes)
    {
        long before = _copied;
        for (long end = _copied + bytes; !_watch.IsDone && _copied < end; _copied += RowWatch.ChunkRows)
        {
            _watch.Step();
        }

        if (_watch.IsDone && !IsDone)
        {
            // An empty memory is saved too: it says that there were no crowds.
            _done(CrowdSection.Of(_writer));
            End();
        }

        return (int)(_copied - before);
    }

    public void End()
    {
        _memory.EndWatch();
        _writer.GiveBack();
        IsDone = true;
    }

    private void Copy(int first, int behind)
    {
        for (int row = first; row < behind; row++)
        {
            int before = _writer.Length;
            CrowdSection.Append(_writer, _memory.Peek(row), _memory.Crowd);
            _copied += _writer.Length - before;
            if (_writer.Length >= StateFormat.SectionBytes)
            {
                _done(CrowdSection.Of(_writer));
                _writer = Begin();
            }
        }
    }

    private StateWriter Begin()
    {
        StateWriter writer = new(isLarge: true);
        CrowdSection.Begin(writer, _seed, _name, _memory.Crowd);
        return writer;
    }
}
