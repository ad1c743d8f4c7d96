using Sidecar.Engine.Verdicts;

namespace Sidecar.Engine;

/// <summary>What came of a command by hand.</summary>
/// <param name="NotSaved">Why it will not outlive a restart, when it was done but could not be written.</param>
public sealed record HandAnswer(HandOutcome Outcome, string? NotSaved);
