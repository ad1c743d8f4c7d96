namespace Sidecar.Engine.Flows;

/// <summary>
/// Flows that have begun and whose <c>flow</c> record has not come yet, by flow_id, each with the transactions that
/// wait for it. A flow_id is not unique over time (Suricata: src/flow.h, FlowGetId), so a row also holds a hash of
/// the tuple, and whatever comes behind the flow record opens a new row. Bounded by <see cref="FlowOptions.MemcapBytes"/>:
/// there emergency time-outs apply, as in Suricata, and then the flow idle the longest is evicted. Owned by
/// the engine thread. Times are event time in microseconds.
/// </summary>
internal sealed class FlowTable : IDisposable
{
    private const int None = FlowRows.None;

    /// <summary>Overdue flows that one new flow may end in an emergency: the work of a record stays bounded.</summary>
    private const int EmergencyBatch = 4;

    private readonly FlowStore _store;
    private readonly FlowCounters _counters;
    private readonly TransactionEnded _ended;
    private readonly TransactionAlerted? _alerted;
    private readonly long _maxDelay;
    private readonly int _emergencyEnds;
    private long _now = long.MinValue;
    private long _stretchEnd = long.MinValue;
    private int _latest = None;
    private int _doubted = None;
    private long _doubtedTime;
    private long _endNumber;

    /// <param name="ended">Called for each transaction that waited when its flow ends, in order of arrival.</param>
    /// <param name="alerted">Called for each transaction that waits in an alerted flow, since its end may be a day away.</param>
    /// <param name="hashKey">Of the index; a secret, so that nobody can choose flow_ids that collide. It decides no result.</param>
    public FlowTable(FlowOptions options, FlowCounters counters, TransactionEnded ended, TransactionAlerted? alerted = null, (ulong, ulong) hashKey = default)
    {
        _ended = ended;
        _alerted = alerted;
        _counters = counters;
        _store = new FlowStore(options, hashKey);
        _maxDelay = options.MaxDelaySeconds * 1_000_000;
        _emergencyEnds = (int)((long)options.MaxFlows * (100 - options.EmergencyRecoveryPercent) / 100);
    }

    /// <summary>For whoever goes through all flows.</summary>
    public FlowStore Store => _store;

    /// <summary>Flows that have begun and not ended.</summary>
    public int Live => _store.Live;

    public int WaitingTransactions => _store.Transactions.Used;

    /// <summary>Whether the memcap was hit and not enough is free again.</summary>
    public bool IsEmergency { get; private set; }

    /// <summary>Live flows of a protocol in a state.</summary>
    public int LiveOf(FlowProtocol protocol, FlowState state) => Ages.Count(protocol, state);

    /// <summary>Event time that counts as one moment when idle flows are compared.</summary>
    public long StretchMicroseconds => Ages.StretchMicroseconds;

    /// <summary>Last activity of the flow idle the longest; false when there is none.</summary>
    public bool TryOldestActivity(out long lastSeen)
    {
        bool any = Ages.TryOldest(out int row);
        lastSeen = any ? _store[row].LastSeen : 0;
        return any;
    }

    /// <summary>
    /// Event time has come to <paramref name="now"/>: gives up what has been idle for too long. Nearly free while time
    /// stays in its stretch. Time goes back only when wrong timestamps had set it: what was seen in the time that never
    /// was counts as seen now, or it would outlive all others.
    /// </summary>
    public void Advance(long now)
    {
        if (now >= _now && now < _stretchEnd)
        {
            _now = now;
        }
        else
        {
            AdvanceStretch(now);
        }
    }

    private void AdvanceStretch(long now)
    {
        if (now < _now)
        {
            BringBack(now);
        }

        bool isNew = _now == long.MinValue || !Ages.IsSameStretch(now, _now);
        _now = now;
        _stretchEnd = Ages.EndOfStretch(now);
        if (!isNew)
        {
            return;
        }

        int awake = now >= _doubtedTime ? _doubted : None;
        if (awake != None)
        {
            Ages.Remove(awake);
        }

        while (Ages.TryOverdue(now, emergency: false, out int row))
        {
            GiveUp(row, UnfinishedCause.TimedOut);
        }

        if (awake != None)
        {
            _store[awake].LastSeen = Math.Max(_doubtedTime, now - _maxDelay);
            Ages.Add(awake);
            _doubted = None;
        }
    }

    /// <summary>
    /// A record named this flow: opens it when it is new. A row whose tuple differs belonged to an earlier flow with
    /// the same id and ends as unfinished.
    /// </summary>
    /// <param name="tuple">Hash of protocol and endpoints, the same for both directions.</param>
    /// <param name="time">The record's. It may be late by <see cref="FlowOptions.MaxDelaySeconds"/>; what is later counts as late by that.</param>
    public void Touch(long flowId, ulong tuple, long time, FlowProtocol protocol = FlowProtocol.Other, FlowState state = FlowState.New)
    {
        if (time > _now)
        {
            Advance(time);
        }

        long seen = Math.Max(time, _now - _maxDelay);
        _counters.Late += seen == time ? 0 : 1;
        uint hash = _store.HashOf(flowId);
        int row = _store.Find(flowId, hash);
        if (row != None)
        {
            ref FlowRow known = ref _store[row];
            if (!FlowTuple.Differ(known.Tuple, tuple))
            {
                Renew(row, ref known, seen, state);
                // The first record that names all of it.
                known.Tuple = known.Tuple == FlowTuple.Unknown ? (uint)tuple : known.Tuple;
                _latest = row;
                return;
            }

            GiveUp(row, UnfinishedCause.Reused);
        }

        row = TakeRow();
        // In place, as a copy right behind the writing waits for it.
        ref FlowRow opened = ref _store[row];
        opened.FlowId = flowId;
        opened.Tuple = (uint)tuple;
        opened.FirstSeen = seen;
        opened.LastSeen = seen;
        opened.Waiting = TransactionPool.None;
        opened.Transactions = 0;
        opened.Protocol = protocol;
        opened.State = state;
        opened.Marks = FlowMarks.Live;
        _store.Place(row, hash);
        _latest = row;
    }

    /// <summary>
    /// The record that touched the flow last said a time so far ahead that it is in doubt: when event time comes to it,
    /// the flow was seen then, and did not sleep through the gap. One flow at a time: the records of one packet, which
    /// have the same time, are of one flow, and a record of another settles the doubt.
    /// </summary>
    public void Doubt(long time) => (_doubted, _doubtedTime) = (_latest, time);

    /// <summary>
    /// Lets a transaction wait for the flow record of a flow that was touched before. At the bound on waiting
    /// transactions it is handed over at once, and its flow's counters are lost to it.
    /// </summary>
    public void Wait(long flowId, in Transaction transaction)
    {
        ref FlowRow row = ref _store[RowOf(flowId)];
        row.Transactions++;
        row.Marks |= transaction.Names ? FlowMarks.Named : FlowMarks.None;
        if ((row.Marks & FlowMarks.Alerted) != 0)
        {
            _alerted?.Invoke(transaction);
        }

        Append(ref row, transaction);
    }

    /// <summary>A flow that was touched before drew an alert.</summary>
    public void MarkAlerted(long flowId)
    {
        ref FlowRow row = ref _store[RowOf(flowId)];
        int at = TransactionPool.None;
        while (_alerted is not null && (row.Marks & FlowMarks.Alerted) == 0 && _store.Transactions.TryShow(row.Waiting, ref at, out Transaction transaction))
        {
            _alerted(transaction);
        }

        row.Marks |= FlowMarks.Alerted;
    }

    /// <summary>A transaction of this flow, which was touched before, belongs to an excluded key.</summary>
    public void MarkExcluded(long flowId) => _store[RowOf(flowId)].Marks |= FlowMarks.Excluded;

    /// <summary>Whether a live flow is marked as excluded and drew no alert; false when no record has named it.</summary>
    public bool IsExcluded(long flowId) =>
        RowOf(flowId) is int row && row != None && (_store[row].Marks & (FlowMarks.Excluded | FlowMarks.Alerted)) == FlowMarks.Excluded;

    /// <summary>
    /// The flow record came: hands the waiting transactions over and closes the row. False when no record had named
    /// the flow, or when what is there belongs to an earlier flow with the same id, which then ends as unfinished.
    /// </summary>
    /// <param name="end">By its record; gets its number and what was known of the flow before.</param>
    public bool Close(long flowId, ulong tuple, ref FlowEnd end)
    {
        uint hash = _store.HashOf(flowId);
        int row = _store.Find(flowId, hash);
        if (row != None && (FlowTuple.Differ(_store.Peek(row).Tuple, tuple) || _store.Peek(row).LastSeen < end.Start))
        {
            GiveUp(row, UnfinishedCause.Reused);
            row = None;
        }

        end.Number = ++_endNumber;
        if (row == None)
        {
            end.Named = false;
            return false;
        }

        ref FlowRow closed = ref _store[row];
        bool alerted = (closed.Marks & FlowMarks.Alerted) != 0;
        end.Alerted |= alerted;
        end.Named = (closed.Marks & FlowMarks.Named) != 0;
        _counters.Closed++;
        _counters.Joined += closed.Transactions > 0 || alerted ? 1 : 0;
        HandOver(ref closed, end);
        Release(row, hash);
        return true;
    }

    /// <summary>
    /// Opens a flow as it was copied, but for the transactions that wait for it: give them to <see cref="Keep"/> at once.
    /// Counts as opened and as restored; at the memcap others leave for it, as ever. A flow that is there already stays as it is. Call <see cref="Advance"/> first: flows whose time is over end then
    /// with the next stretch of time.
    /// </summary>
    /// <returns>Whether it was opened.</returns>
    public bool Restore(in FlowRow saved)
    {
        uint hash = _store.HashOf(saved.FlowId);
        if (_store.Find(saved.FlowId, hash) != None)
        {
            return false;
        }

        _latest = TakeRow();
        _store[_latest] = saved with
        {
            LastSeen = Math.Clamp(saved.LastSeen, _now - Ages.LongestMicroseconds, _now),
            Waiting = TransactionPool.None,
            Marks = saved.Marks | FlowMarks.Live,
        };
        _store.Place(_latest, hash);
        _counters.Restored++;
        return true;
    }

    /// <summary>
    /// A transaction that waited for the flow restored last. What an alert had to do with it was done when it was drawn.
    /// </summary>
    public void Keep(in Transaction transaction) => Append(ref _store[_latest], transaction);

    /// <summary>Is in an emergency when the table that was copied was.</summary>
    public void RestoreEmergency(bool isEmergency) => IsEmergency |= isEmergency;

    /// <summary>The end of all input: whatever waits is handed over as unfinished.</summary>
    public void GiveUpAll()
    {
        while (Ages.TryOldest(out int row))
        {
            GiveUp(row, UnfinishedCause.EndOfInput);
        }
    }

    public void Dispose() => _store.Dispose();

    private FlowAges Ages => _store.Ages;

    private void Append(ref FlowRow row, in Transaction transaction)
    {
        if (!_store.Transactions.TryAppend(ref row.Waiting, transaction))
        {
            HandOverAtOnce(row, transaction);
        }
    }

    private void HandOverAtOnce(in FlowRow row, in Transaction transaction)
    {
        _counters.TransactionsNotKept++;
        _counters.Orphans++;
        _ended(transaction, FlowEnd.Unfinished(row.FlowId, ++_endNumber, (row.Marks & FlowMarks.Alerted) != 0));
    }

    /// <summary>A row for a flow that begins; makes room for it at the memcap.</summary>
    private int TakeRow()
    {
        IsEmergency &= Live > _emergencyEnds;
        if (_store.IsFull && !IsEmergency)
        {
            IsEmergency = true;
            _counters.Emergencies++;
        }

        for (int i = 0; IsEmergency && i < EmergencyBatch && Ages.TryOverdue(_now, emergency: true, out int overdue); i++)
        {
            GiveUp(overdue, UnfinishedCause.Emergency);
        }

        if (_store.IsFull && Ages.TryOldest(out int oldest))
        {
            _counters.CountEvicted(_store[oldest].Protocol);
            EndWithoutRecord(oldest);
        }

        _counters.Opened++;
        return _store.Take();
    }

    private void Renew(int row, ref FlowRow renewed, long seen, FlowState state)
    {
        if (seen <= renewed.LastSeen && state <= renewed.State)
        {
            // A late record makes no flow older.
            renewed.FirstSeen = Math.Min(renewed.FirstSeen, seen);
            return;
        }

        long last = Math.Max(seen, renewed.LastSeen);
        if (state > renewed.State || !Ages.IsSameStretch(last, renewed.LastSeen))
        {
            _store.Move(row, last, state > renewed.State ? state : renewed.State);
        }
        else
        {
            renewed.LastSeen = last;
        }
    }

    private void BringBack(long now)
    {
        for (int row = 0; row < _store.RowsTouched; row++)
        {
            ref readonly FlowRow live = ref _store.Peek(row);
            if ((live.Marks & FlowMarks.Live) != 0 && live.LastSeen > now)
            {
                _store[row].FirstSeen = Math.Min(live.FirstSeen, now);
                _store.Move(row, now, live.State);
            }
        }
    }

    /// <summary>The row of a flow that was touched before: mostly the one touched last.</summary>
    private int RowOf(long flowId) => _store.IsOf(_latest, flowId) ? _latest : _store.Find(flowId, _store.HashOf(flowId));

    private void GiveUp(int row, UnfinishedCause cause)
    {
        _counters.CountUnfinished(_store[row].Protocol, cause);
        EndWithoutRecord(row);
    }

    private void EndWithoutRecord(int row)
    {
        ref FlowRow ended = ref _store[row];
        FlowEnd end = FlowEnd.Unfinished(ended.FlowId, ++_endNumber, (ended.Marks & FlowMarks.Alerted) != 0);
        _counters.Orphans += HandOver(ref ended, end);
        Release(row, _store.HashOf(ended.FlowId));
    }

    /// <returns>How many transactions.</returns>
    private int HandOver(ref FlowRow row, in FlowEnd end)
    {
        int count = 0;
        for (; row.Waiting != TransactionPool.None; count++)
        {
            _ended(_store.Transactions.Take(ref row.Waiting), end);
        }

        return count;
    }

    private void Release(int row, uint hash)
    {
        _doubted = row == _doubted ? None : _doubted;
        _store.Remove(row, hash);
    }
}
