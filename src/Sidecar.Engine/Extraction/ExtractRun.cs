using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.ExceptionServices;
using Sidecar.Engine.Eve;
using Sidecar.Engine.Ingest;

namespace Sidecar.Engine.Extraction;

/// <summary>
/// Finds the records of flows and keys in whole inputs: those of a wanted flow_id, those that a view counts under a wanted
/// key, and all others of the flows that these belong to. A key may come with a flow's last record: files are read twice,
/// <see cref="Find"/> then <see cref="Write"/>; of what can be read once only, records wait in memory until their flow is
/// known to be wanted or to have ended. One thread.
/// </summary>
public sealed class ExtractRun
{
    private const int WriteBytes = 1 << 16;

    private readonly ExtractRequest _request;
    private readonly WantedRecords _wanted;
    private readonly LineRecords _lines;
    private readonly FlowSet _hits;
    private readonly FlowSet _kept;
    private readonly HashSet<long> _given;
    private readonly HashSet<long> _missing;
    private readonly WaitingRecords _waiting;
    private readonly ArrayBufferWriter<byte> _buffer = new(2 * WriteBytes);
    private readonly FlowLines _flowLines;
    private Stream _output = Stream.Null;
    private long _read;
    private long _endedFlow = -1;
    private bool _hasFound;

    public ExtractRun(ExtractRequest request)
    {
        _request = request;
        _wanted = new WantedRecords(request);
        _lines = new LineRecords(_wanted.Fields);
        _hits = new FlowSet(request.OpenFlows);
        _kept = new FlowSet(request.OpenFlows);
        _given = [.. request.FlowIds];
        _missing = [.. request.FlowIds];
        _waiting = new WaitingRecords(request.WaitingBytes, request.OpenFlows, Keep);
        _flowLines = new FlowLines(request.OpenFlows, _buffer, Counts);
    }

    /// <summary>Complete when <see cref="Write"/> has returned.</summary>
    public ExtractCounts Counts { get; } = new();

    /// <summary>Wanted keys that no record has.</summary>
    public IReadOnlyList<ViewKey> MissingKeys => [.. _wanted.Missing];

    /// <summary>Wanted flows that no record is of.</summary>
    public IReadOnlyCollection<long> MissingFlowIds => _missing;

    /// <summary>Whether records before one that says so may be wanted.</summary>
    public bool LooksAhead => _request.Keys.Count > 0;

    /// <summary>Records read so far, in both passes; any thread may ask.</summary>
    public long Read => Volatile.Read(ref _read);

    /// <summary>The first of two passes: which flows have a wanted key.</summary>
    /// <param name="readEach">Hands each input, one after the other, to the action that it is given.</param>
    public void Find(Action<Action<PipeReader>> readEach)
    {
        ExtractCounts passing = new();
        EveRecordTaker look = Look;
        readEach(input => RecordReader.ReadToEnd(input, _request.MaxRecordBytes, line => _lines.Take(line, passing, look)));
        _hasFound = true;
    }

    /// <summary>The only pass, or the second: writes what is wanted.</summary>
    /// <exception cref="IOException">The output failed, or what the reading of the inputs throws.</exception>
    public void Write(Action<Action<PipeReader>> readEach, Stream output)
    {
        _output = output;
        EveRecordTaker take = !LooksAhead || _hasFound ? TakeKnown : TakeOnce;
        try
        {
            readEach(input => Counts.TooLong += RecordReader.ReadToEnd(input, _request.MaxRecordBytes, line => _lines.Take(line, Counts, take), Flush));
            _waiting.Finish();
            if (_request.AsFlows)
            {
                _flowLines.Finish();
            }

            Flush();
        }
        catch (OutputFailedException failed)
        {
            ExceptionDispatchInfo.Throw(failed.InnerException!);
        }

        Counts.Flows = _kept.Count + _kept.Forgotten;
        Counts.GivenUp = _waiting.GivenUp;
        Counts.FlowsForgotten += _hits.Forgotten + _wanted.NamesForgotten;
    }

    private void Look(in EveRecord record)
    {
        CountRead();
        if (record.TryGetInt64(EveField.FlowId, out long flowId) && _wanted.IsHit(record, EventTypes.Of(record), flowId))
        {
            _hits.Add(flowId);
        }
    }

    /// <summary>The wanted flows are known; where there were too many to remember, a record with a wanted key still speaks for itself.</summary>
    private void TakeKnown(in EveRecord record)
    {
        EventType type = Count(record);
        if (!record.TryGetInt64(EveField.FlowId, out long flowId))
        {
            return;
        }

        bool isHit = _hits.Forgotten > 0 && _wanted.IsHit(record, type, flowId);
        if (isHit || _given.Contains(flowId) || _hits.Contains(flowId))
        {
            Keep(type, flowId, record.Line);
        }
    }

    /// <summary>Nothing comes twice: a flow is wanted from its first record with a wanted key on, and until then its records wait.</summary>
    private void TakeOnce(in EveRecord record)
    {
        EventType type = Count(record);
        if (!record.TryGetInt64(EveField.FlowId, out long flowId))
        {
            return;
        }

        if (_wanted.IsHit(record, type, flowId))
        {
            _hits.Add(flowId);
        }

        if (_given.Contains(flowId) || _hits.Contains(flowId))
        {
            _waiting.Want(type, flowId, record.Line);
        }
        else if (type == EventType.Flow)
        {
            _endedFlow = flowId;
            _waiting.Drop(flowId);
        }
        else if (type != EventType.Netflow || flowId != _endedFlow)
        {
            _waiting.Wait(type, flowId, record.Line);
        }
    }

    /// <summary>Its partner is <see cref="Read"/>.</summary>
    private void CountRead() => Volatile.Write(ref _read, _read + 1);

    private EventType Count(in EveRecord record)
    {
        CountRead();
        EventType type = EventTypes.Of(record);
        Counts.Count(type);
        return type;
    }

    private void Keep(EventType type, long flowId, ReadOnlySpan<byte> record)
    {
        Counts.CountKept(type);
        _kept.Add(flowId);
        _missing.Remove(flowId);
        if (_request.AsFlows)
        {
            _flowLines.Take(type, flowId, record);
        }
        else
        {
            KeptLines.Write(_buffer, record, _request.ForTerminal);
        }

        if (_buffer.WrittenCount >= WriteBytes)
        {
            Flush();
        }
    }

    private void Flush()
    {
        try
        {
            _output.Write(_buffer.WrittenSpan);
            _output.Flush();
        }
        catch (IOException failure)
        {
            throw new OutputFailedException(failure);
        }

        _buffer.ResetWrittenCount();
    }

    /// <summary>Passes by whoever reads an input, and would take an IOException for a fault of that.</summary>
    private sealed class OutputFailedException(IOException failure) : Exception(failure.Message, failure);
}
