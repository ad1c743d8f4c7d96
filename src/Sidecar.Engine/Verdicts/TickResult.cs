using Sidecar.Engine.Learning;
using Sidecar.Engine.Profiles;

namespace Sidecar.Engine.Verdicts;

/// <summary>Everything that one tick of one view saw and said, immutable: what exports and reports are drawn from.</summary>
/// <param name="Model">Of the first round.</param>
/// <param name="Excluded">Keys that are excluded when the tick is over, sorted.</param>
/// <param name="HeadRecords">Records in the window of excluded keys that lie far above the mean.</param>
public sealed record TickResult(
    WindowSnapshot Window,
    SiftResult Sifted,
    TickModel Model,
    IReadOnlyList<Verdict> Verdicts,
    IReadOnlyList<byte[]> Excluded,
    long HeadRecords);
