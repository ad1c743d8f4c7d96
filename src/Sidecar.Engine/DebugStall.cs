using System.Globalization;

namespace Sidecar.Engine;

/// <summary>
/// Stops the engine thread once, for tests of what a late engine loses: <c>EVE_SIDECAR_DEBUG_STALL=100000:1000</c> stops
/// it for 1,000 milliseconds as soon as it has received 100,000 records, <c>100:1000:receives</c> as soon as it has emptied
/// sockets itself 100 times. Not set, or something else: never.
/// </summary>
internal sealed class DebugStall
{
    private const string Variable = "EVE_SIDECAR_DEBUG_STALL";

    private readonly int _milliseconds;
    private readonly bool _countsReceives;
    private long _at = long.MaxValue;

    public DebugStall()
    {
        string[] parts = (Environment.GetEnvironmentVariable(Variable) ?? "").Split(':');
        _countsReceives = parts is [_, _, "receives"];
        if ((parts.Length == 2 || _countsReceives)
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out long at)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out _milliseconds))
        {
            _at = at;
        }
    }

    /// <summary>Called by the engine thread now and then.</summary>
    /// <param name="records">That it has received.</param>
    /// <param name="receives">How often it emptied a socket itself.</param>
    public void Pass(long records, long receives)
    {
        if ((_countsReceives ? receives : records) >= _at)
        {
            _at = long.MaxValue;
            Thread.Sleep(_milliseconds);
        }
    }
}
