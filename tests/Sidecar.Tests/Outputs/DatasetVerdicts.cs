using System.Text;
using Sidecar.Engine.Profiles;
using Sidecar.Engine.Verdicts;

namespace Sidecar.Tests.Outputs;

/// <summary>Verdicts on keys of shipped views, with nothing but what the feedback looks at.</summary>
internal static class DatasetVerdicts
{
    public static Verdict Of(VerdictAction action, string key, string view = "tls-sni", long alerts = 0)
    {
        View shipped = ShippedViews.All.First(candidate => candidate.Name == view);
        return new Verdict
        {
            Action = action,
            Time = 0,
            Window = new TickWindow(shipped, 0, 0, 0, 0),
            Key = KeySnapshot.Empty(Encoding.UTF8.GetBytes(key), shipped) with { Alerts = alerts },
            Shares = default!,
            Model = new TickModel(1, 1, 1, 1, 7, 0, []),
            Reason = "",
        };
    }
}
