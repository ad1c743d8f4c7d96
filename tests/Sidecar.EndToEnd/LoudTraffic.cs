using System.Globalization;
using System.Text;

namespace Sidecar.EndToEnd;

/// <summary>Traffic in which one user agent is loud: forty quiet ones on one host each, and one with most of the requests.</summary>
internal static class LoudTraffic
{
    /// <param name="loud">The loud user agent as it stands in the record, escaped by the caller.</param>
    /// <param name="minutes">Event time that it goes on, a learning tick each minute.</param>
    /// <param name="from">Minute in which it begins.</param>
    public static string Of(string loud, int minutes = 5, int from = 0)
    {
        StringBuilder eve = new();
        DateTimeOffset start = new(2026, 1, 5, 8, 0, 0, TimeSpan.Zero);
        long flow = from * 2000L;
        for (int minute = from; minute < from + minutes; minute++)
        {
            string time = start.AddMinutes(minute).AddSeconds(1).ToString("yyyy-MM-dd'T'HH:mm:ss'.000000+0000'", CultureInfo.InvariantCulture);
            for (int quiet = 0; quiet < 40; quiet++)
                eve.Append(EveClient.Records(++flow, $"quiet/{quiet}", $"10.0.1.{quiet}", time));
            for (int request = 0; request < 1000; request++)
                eve.Append(EveClient.Records(++flow, loud, "10.0.0.66", time));
        }

        return eve.ToString();
    }
}
