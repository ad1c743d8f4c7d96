using System.Globalization;

namespace Sidecar.Engine;

/// <summary>
/// Stops the engine thread once, for tests of what a late engine loses: <c>EVE_SIDECAR_DEBUG_STALL=100000:1000</c> stops
/// it for 1,000 milliseconds as soon as it has received 100,000 records. Not set, or not two numbers: never.
/// </summary>
internal sealed class DebugStall
{
    private const string Variable = "EVE_SIDECAR_DEBUG_STALL";

    private readonly int _milliseconds;
    private long _atRecord = long.MaxValue;

    public DebugStall()
    {
        string[] parts = (Environment.GetEnvironmentVariable(Variable) ?? "").Split(':');
        if (parts.Length == 2
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out long atRecord)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out _milliseconds))
        {
            _atRecord = atRecord;
        }
    }

    /// <summary>Called by the engine thread now and then.</summary>
    public void Pass(long received)
    {
        if (received >= _atRecord)
        {
            _atRecord = long.MaxValue;
            Thread.Sleep(_milliseconds);
        }
    }
}
