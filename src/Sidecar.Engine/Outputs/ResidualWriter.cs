namespace Sidecar.Engine.Outputs;

/// <summary>
/// Brings whole records, each with its newline, to where they go. Tries until it has, or until
/// <paramref name="stopping"/> is set; then what it could not bring is lost.
/// </summary>
/// <returns>Records lost.</returns>
internal delegate long ResidualDelivery(ReadOnlySpan<byte> records, ManualResetEventSlim stopping);

/// <summary>
/// One place that the residual goes to: a ring that the engine thread fills, and a thread that takes from it and waits
/// for the place as long as it likes.
/// </summary>
internal sealed class ResidualWriter : IDisposable
{
    private readonly RecordRing _ring;
    private readonly ResidualDelivery _deliver;
    private readonly ResidualCounters _counters;
    private readonly ManualResetEventSlim _stopping = new();
    private readonly Thread _thread;
    private long _reported;

    public ResidualWriter(string name, int bufferBytes, ResidualDelivery deliver, ResidualCounters counters)
    {
        _ring = new RecordRing(bufferBytes);
        _deliver = deliver;
        _counters = counters;
        _thread = new Thread(Run) { Name = name, IsBackground = true };
    }

    public void Start() => _thread.Start();

    /// <summary>Takes one record without its newline; never waits.</summary>
    public void Write(ReadOnlySpan<byte> record)
    {
        _ring.Add(record);
        long dropped = _ring.Dropped;
        if (dropped != _reported)
        {
            _counters.AddLost(dropped - _reported);
            _reported = dropped;
        }
    }

    /// <summary>Nothing more comes: what waits is still brought.</summary>
    public void BeginEnd() => _ring.End();

    /// <summary>Waits for that; at the deadline the rest is given up.</summary>
    /// <param name="giveUp">Ends a delivery that is blocked in the kernel.</param>
    public void End(TimeSpan patience, Action giveUp)
    {
        if (!_thread.Join(patience))
        {
            _stopping.Set();
            giveUp();
            _thread.Join();
        }
    }

    public void Dispose() => _stopping.Dispose();

    private void Run()
    {
        byte[] batch = [];
        for (int taken = _ring.Take(ref batch); taken > 0; taken = _ring.Take(ref batch))
        {
            _counters.AddLost(_deliver(batch.AsSpan(0, taken), _stopping));
        }
    }
}
