using Sidecar.Engine.Ingest;

namespace Sidecar.Engine.Selection;

/// <summary>
/// Selects from whole inputs: one thread reads and unpacks, one per core parses and writes lines into memory, and the
/// caller's thread writes them out in the order of the input. Memory is bounded by the number of blocks, each of which
/// grows at most to the longest record.
/// </summary>
public sealed class SelectRun : IDisposable
{
    /// <summary>Large enough that handing a block over costs nothing, small enough for a core's own cache.</summary>
    private const int BlockBytes = 256 << 10;

    /// <summary>So many that a thread seldom waits for one block: it would be woken again for the next.</summary>
    private const int BlocksPerThread = 4;

    private readonly FieldSelection _selection;
    private readonly int _workers;
    private readonly int _maxRecordBytes;
    private readonly SelectBlock[] _blocks;
    private readonly CancellationTokenSource _stop = new();
    private readonly BlockQueue _free;
    private readonly BlockQueue _unparsed;
    private readonly BlockQueue _inOrder;
    private long _linesDone;

    public SelectRun(FieldSelection selection)
        : this(selection, Environment.ProcessorCount, IngestOptions.Default.MaxRecordBytes)
    {
    }

    internal SelectRun(FieldSelection selection, int workers, int maxRecordBytes)
    {
        _selection = selection;
        _workers = workers;
        _maxRecordBytes = maxRecordBytes;
        _free = new BlockQueue(_stop.Token);
        _unparsed = new BlockQueue(_stop.Token);
        _inOrder = new BlockQueue(_stop.Token);
        _blocks = new SelectBlock[BlocksPerThread * (workers + 1)];
        for (int i = 0; i < _blocks.Length; i++)
        {
            _blocks[i] = new SelectBlock(Math.Min(BlockBytes, maxRecordBytes + 1));
            _free.Add(_blocks[i]);
        }
    }

    /// <summary>Lines whose output was written so far, if they had any; any thread may ask.</summary>
    public long LinesDone => Volatile.Read(ref _linesDone);

    /// <summary>Complete only when <see cref="Run"/> has returned.</summary>
    public SelectCounts Counts { get; } = new();

    /// <summary>Reads the inputs to their ends. What was read before one failed is written all the same. Runs once.</summary>
    /// <param name="readEach">Hands each input, one after the other, to the action that it is given. Runs on a thread of its own, and may throw what it likes.</param>
    /// <exception cref="IOException">The output failed.</exception>
    public void Run(Action<Action<Stream>> readEach, Stream output)
    {
        Task reader = Start(() => ReadEach(readEach));
        Task[] workers = [.. Enumerable.Range(0, _workers).Select(_ => Start(Parse))];
        try
        {
            while (_inOrder.TryTake(out SelectBlock? block))
            {
                block.Done.Wait(_stop.Token);
                output.Write(block.Output.WrittenSpan);
                // Its partner is LinesDone.
                Volatile.Write(ref _linesDone, _linesDone + block.Lines);
                _free.Add(block);
            }
        }
        catch (OperationCanceledException)
        {
            // A worker has failed, and says so below.
        }
        catch
        {
            // The reader may be waiting for input that never comes, so nobody waits for it.
            _stop.Cancel();
            throw;
        }

        Task.WhenAll(workers).GetAwaiter().GetResult();
        reader.GetAwaiter().GetResult();
    }

    public void Dispose()
    {
        foreach (SelectBlock block in _blocks)
            block.Dispose();
        _stop.Dispose();
    }

    private static Task Start(Action work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private void ReadEach(Action<Action<Stream>> readEach)
    {
        try
        {
            readEach(Read);
        }
        finally
        {
            _unparsed.Complete();
            _inOrder.Complete();
        }
    }

    private void Read(Stream input)
    {
        RecordBlocks records = new(input, _maxRecordBytes);
        while (_free.TryTake(out SelectBlock? block))
        {
            if (!records.TryFill(ref block.Input, out int length))
            {
                _free.Add(block);
                Counts.TooLong += records.TooLong;
                return;
            }

            block.InputLength = length;
            block.Done.Reset();
            _unparsed.Add(block);
            _inOrder.Add(block);
        }
    }

    private void Parse()
    {
        BlockSelector selector = new(_selection);
        try
        {
            while (_unparsed.TryTake(out SelectBlock? block))
            {
                block.Output.ResetWrittenCount();
                long before = selector.Counts.Lines;
                selector.Select(block.Input.AsSpan(0, block.InputLength), block.Output);
                block.Lines = selector.Counts.Lines - before;
                block.Done.Set();
            }
        }
        catch (OperationCanceledException)
        {
            return;
        }
        catch
        {
            _stop.Cancel();
            throw;
        }

        lock (Counts)
            Counts.Add(selector.Counts);
    }
}
