namespace Sidecar.Engine.Flows;

/// <summary>
/// Flows that have begun and whose <c>flow</c> record has not come yet, by flow_id, each with the transactions that
/// wait for it. A flow_id is not unique over time (Suricata: src/flow.h, FlowGetId), so a row also holds a hash of
/// the tuple, and whatever comes behind the flow record opens a new row. Bounded: at the bound the flow idle the
/// longest is given up as unfinished; so is one idle for longer than <see cref="FlowOptions.IdleTimeoutSeconds"/>.
/// Owned by the engine thread. Times are event time in microseconds.
/// </summary>
internal sealed class FlowTable
{
    private const int None = -1;

    private readonly Dictionary<long, int> _byFlowId;
    private readonly FlowOptions _options;
    private readonly TransactionPool _transactions;
    private readonly FlowCounters _counters;
    private readonly TransactionEnded _ended;
    private readonly TransactionAlerted? _alerted;
    private FlowRow[] _rows;
    private int _used;
    private int _free = None;
    private int _oldest = None;
    private int _newest = None;
    private long _endNumber;

    /// <param name="ended">Called for each transaction that waited when its flow ends, in order of arrival.</param>
    /// <param name="alerted">Called for each transaction that waits in an alerted flow, since its end may be a day away.</param>
    public FlowTable(FlowOptions options, FlowCounters counters, TransactionEnded ended, TransactionAlerted? alerted = null)
    {
        _ended = ended;
        _alerted = alerted;
        _options = options;
        _counters = counters;
        _byFlowId = [];
        _rows = new FlowRow[Math.Min(options.MaxFlows, 1024)];
        _transactions = new TransactionPool(options.MaxTransactions);
    }

    /// <summary>Flows that have begun and not ended.</summary>
    public int Live => _byFlowId.Count;

    /// <summary>The flow that <see cref="Close"/> was called for last, numbered, with what was known of it before its record.</summary>
    public FlowEnd LatestEnd { get; private set; }

    public int WaitingTransactions => _transactions.Used;

    /// <summary>
    /// A record named this flow: opens it when it is new. A row whose tuple differs belonged to an earlier flow with
    /// the same id and ends as unfinished.
    /// </summary>
    /// <param name="tuple">Hash of protocol and endpoints, the same for both directions.</param>
    public void Touch(long flowId, ulong tuple, long now)
    {
        if (_byFlowId.TryGetValue(flowId, out int at))
        {
            if (_rows[at].Tuple == tuple)
            {
                MoveToNewest(at);
                _rows[at].LastSeen = Math.Max(_rows[at].LastSeen, now);
                return;
            }

            _counters.Reused++;
            GiveUp(at);
        }

        Open(flowId, tuple, now);
    }

    /// <summary>
    /// Lets a transaction wait for the flow record of a flow that was touched before. At the bound on waiting
    /// transactions it is handed over at once, and its flow's counters are lost to it.
    /// </summary>
    public void Wait(long flowId, in Transaction transaction)
    {
        ref FlowRow row = ref _rows[_byFlowId[flowId]];
        row.Named |= transaction.Names;
        if (row.Alerted)
        {
            _alerted?.Invoke(transaction);
        }

        if (!_transactions.TryAppend(ref row.Waiting, transaction))
        {
            _counters.TransactionsNotKept++;
            _ended(transaction, FlowEnd.Unfinished(flowId, ++_endNumber, row.Alerted));
        }
    }

    public void MarkAlerted(long flowId)
    {
        ref FlowRow row = ref _rows[_byFlowId[flowId]];
        if (!row.Alerted && _alerted is not null)
        {
            _transactions.Show(row.Waiting, _alerted);
        }

        row.Alerted = true;
    }

    /// <summary>A transaction of this flow, which was touched before, belongs to an excluded key.</summary>
    public void MarkExcluded(long flowId) => _rows[_byFlowId[flowId]].Excluded = true;

    /// <summary>Whether a live flow is marked as excluded and drew no alert; false when no record has named it.</summary>
    public bool IsExcluded(long flowId) => _byFlowId.TryGetValue(flowId, out int at) && _rows[at].Excluded && !_rows[at].Alerted;

    /// <summary>
    /// The flow record came: hands the waiting transactions over and closes the row. False when no record had named
    /// the flow, or when what is there belongs to an earlier flow with the same id, which then ends as unfinished.
    /// </summary>
    public bool Close(long flowId, ulong tuple, in FlowEnd end)
    {
        bool isKnown = _byFlowId.TryGetValue(flowId, out int at);
        if (isKnown && (_rows[at].Tuple != tuple || _rows[at].LastSeen < end.Start))
        {
            _counters.Reused++;
            GiveUp(at);
            isKnown = false;
        }

        LatestEnd = end with { Number = ++_endNumber };
        if (!isKnown)
        {
            return false;
        }

        LatestEnd = LatestEnd with { Alerted = end.Alerted || _rows[at].Alerted, Named = _rows[at].Named };
        _counters.Closed++;
        HandOver(at, LatestEnd);
        Release(at);
        return true;
    }

    /// <summary>
    /// Gives up what has been idle for too long, and what was last seen so far ahead of event time that its timestamp
    /// must be wrong: it would keep all behind it alive. Cheap when there is nothing.
    /// </summary>
    public void Expire(long now)
    {
        long timeout = _options.IdleTimeoutSeconds * 1_000_000L;
        while (_oldest != None && Math.Abs(now - _rows[_oldest].LastSeen) > timeout)
        {
            GiveUp(_oldest);
        }
    }

    /// <summary>The end of all input: whatever waits is handed over as unfinished.</summary>
    public void GiveUpAll()
    {
        while (_oldest != None)
        {
            GiveUp(_oldest);
        }
    }

    private void Open(long flowId, ulong tuple, long now)
    {
        if (Live == _options.MaxFlows)
        {
            _counters.Evicted++;
            EndWithoutRecord(_oldest);
        }

        int at = Take();
        _rows[at] = new FlowRow { FlowId = flowId, Tuple = tuple, LastSeen = now, Waiting = TransactionList.Empty };
        _byFlowId.Add(flowId, at);
        Append(at);
        _counters.Opened++;
    }

    private void GiveUp(int at)
    {
        _counters.Unfinished++;
        EndWithoutRecord(at);
    }

    private void EndWithoutRecord(int at)
    {
        HandOver(at, FlowEnd.Unfinished(_rows[at].FlowId, ++_endNumber, _rows[at].Alerted));
        Release(at);
    }

    private void HandOver(int at, in FlowEnd end)
    {
        ref TransactionList waiting = ref _rows[at].Waiting;
        while (_transactions.TryTake(ref waiting, out Transaction transaction))
        {
            _ended(transaction, end);
        }
    }

    private int Take()
    {
        if (_free != None)
        {
            int at = _free;
            _free = _rows[at].Newer;
            return at;
        }

        if (_used == _rows.Length)
        {
            Array.Resize(ref _rows, Math.Min(_options.MaxFlows, _rows.Length * 2));
        }

        return _used++;
    }

    private void Release(int at)
    {
        Unlink(at);
        _byFlowId.Remove(_rows[at].FlowId);
        _rows[at].Newer = _free;
        _free = at;
    }

    private void MoveToNewest(int at)
    {
        if (at != _newest)
        {
            Unlink(at);
            Append(at);
        }
    }

    private void Append(int at)
    {
        ref FlowRow row = ref _rows[at];
        row.Older = _newest;
        row.Newer = None;
        if (_newest != None)
        {
            _rows[_newest].Newer = at;
        }
        else
        {
            _oldest = at;
        }

        _newest = at;
    }

    private void Unlink(int at)
    {
        ref FlowRow row = ref _rows[at];
        if (row.Older != None)
        {
            _rows[row.Older].Newer = row.Newer;
        }
        else
        {
            _oldest = row.Newer;
        }

        if (row.Newer != None)
        {
            _rows[row.Newer].Older = row.Older;
        }
        else
        {
            _newest = row.Older;
        }
    }
}
