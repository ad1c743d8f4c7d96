using Sidecar.Engine.Flows;
using Sidecar.Engine.Profiles;

namespace Sidecar.Engine.Snapshots;

/// <summary>
/// Copies the live flows with their waiting transactions, as they stand when the copy begins, in steps between which
/// records go on: flows that are about to change or to end are copied first (<see cref="RowWatch"/>). Since the profiles
/// are copied as of the same moment (<see cref="WindowCopy"/>), no transaction is in both or in neither. Owned by the
/// engine thread.
/// </summary>
internal sealed class FlowCopy : IStatePart
{
    private readonly FlowTable _flows;
    private readonly IReadOnlyList<ViewShape> _views;
    private readonly IReadOnlyList<KeyTable> _keys;
    private readonly Action<StateSection> _done;
    private readonly RowWatch _watch;
    private readonly int _rows;
    private readonly bool _isEmergency;
    private StateWriter? _writer;
    private long _copied;

    /// <param name="views">By the number that a transaction has of its view; so are <paramref name="keys"/>.</param>
    /// <param name="done">Takes each section of the copy; it is not written to any more.</param>
    public FlowCopy(FlowTable flows, IReadOnlyList<ViewShape> views, IReadOnlyList<KeyTable> keys, Action<StateSection> done)
    {
        _flows = flows;
        _views = views;
        _keys = keys;
        _done = done;
        _rows = flows.Store.RowsTouched;
        _isEmergency = flows.IsEmergency;
        _watch = flows.Store.Watch(Copy);
    }

    public bool IsDone { get; private set; }

    public int Step(int bytes)
    {
        long before = _copied;
        for (long end = _copied + bytes; !_watch.IsDone && _copied < end; _copied += RowWatch.ChunkRows)
        {
            // Rows that need no copy cost a look too: as much as a byte each.
            _watch.Step();
        }

        if (_watch.IsDone && !IsDone)
        {
            Close();
            End();
        }

        return (int)(_copied - before);
    }

    public void End()
    {
        _flows.Store.EndWatch();
        _writer?.GiveBack();
        IsDone = true;
    }

    private void Copy(int first, int behind)
    {
        for (int row = first; row < behind; row++)
        {
            ref readonly FlowRow flow = ref _flows.Store.Peek(row);
            if ((flow.Marks & FlowMarks.Live) != 0)
            {
                Copy(flow, row);
            }
        }
    }

    private void Copy(in FlowRow flow, int row)
    {
        StateWriter writer = _writer ??= Begin();
        int before = writer.Length;
        TransactionPool pool = _flows.Store.Transactions;
        int waiting = 0;
        for (int at = TransactionPool.None; pool.TryShow(flow.Waiting, ref at, out Transaction _); waiting++)
        {
        }

        FlowSection.Append(writer, flow, row, waiting);
        for (int at = TransactionPool.None; pool.TryShow(flow.Waiting, ref at, out Transaction transaction);)
        {
            KeyTable keys = _keys[transaction.View];
            FlowSection.Append(writer, transaction, _views[transaction.View], keys[transaction.Key].Text, keys.AddressesOf(transaction.Key));
        }

        _copied += writer.Length - before;
        if (writer.Length >= StateFormat.SectionBytes)
        {
            Close();
        }
    }

    private StateWriter Begin()
    {
        StateWriter writer = new(isLarge: true);
        FlowSection.Begin(writer, _views, _rows, _isEmergency);
        return writer;
    }

    private void Close()
    {
        if (_writer is not null)
        {
            _done(FlowSection.Of(_writer));
            _writer = null;
        }
    }
}
