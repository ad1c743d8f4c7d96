namespace Sidecar.Engine;

/// <summary>
/// Records a second over the last second and the last minute, of the wall clock: a sample is kept each second. Owned
/// by the engine thread.
/// </summary>
internal sealed class RateMeter(TimeProvider clock)
{
    private const int Minute = 60;

    private readonly (long Time, long Records)[] _samples = new (long, long)[Minute + 1];
    private int _taken;

    /// <summary>Takes a sample when a second has passed since the one before. Call it at least every second.</summary>
    public void Sample(long records)
    {
        long now = clock.GetTimestamp();
        if (_taken == 0 || clock.GetElapsedTime(Latest.Time, now) >= TimeSpan.FromSeconds(1))
        {
            _samples[_taken % _samples.Length] = (now, records);
            _taken++;
        }
    }

    /// <summary>Over the time from the latest sample but one to now: one to two seconds.</summary>
    public double OverSecond(long records) => Since(Math.Max(_taken - 2, 0), records);

    /// <summary>Over the time from the oldest sample to now.</summary>
    public double OverMinute(long records) => Since(Math.Max(_taken - Minute, 0), records);

    private (long Time, long Records) Latest => _samples[(_taken - 1) % _samples.Length];

    private double Since(int sample, long records)
    {
        if (_taken == 0)
        {
            return 0;
        }

        (long time, long before) = _samples[sample % _samples.Length];
        double seconds = clock.GetElapsedTime(time, clock.GetTimestamp()).TotalSeconds;
        return seconds > 0 ? (records - before) / seconds : 0;
    }
}
