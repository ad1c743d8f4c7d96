using System.Text.Json;

namespace Sidecar.Control;

/// <summary>What <c>/exclusions</c> answers.</summary>
/// <param name="ExclusionsInAll">There may be more than are listed.</param>
internal sealed record ExclusionsDocument(IReadOnlyList<ExclusionDocument> Exclusions, int ExclusionsInAll = 0);

/// <summary>One key that is excluded, or that is not to be.</summary>
/// <param name="Key">A JSON string; kept as it is written, since a key need not be text that .NET can hold.</param>
/// <param name="ByHand">add, pin or never; absent when it was learned.</param>
internal sealed record ExclusionDocument(
    string View,
    JsonElement Key,
    bool Excluded,
    string? ByHand,
    string Since,
    string? Expires,
    double Share,
    string Reason);

/// <summary>What is sent to <c>/exclusions</c>.</summary>
/// <param name="Action">add, remove, pin or never.</param>
/// <param name="View">May be absent when there is only one.</param>
/// <param name="LifeSeconds">For add; absent for what exclusions.life says.</param>
internal sealed record ExclusionRequest(string? Action, string? View, JsonElement Key, long? LifeSeconds);

/// <summary>What came of it.</summary>
/// <param name="Outcome">done, or why not: no_such_view, not_there, no_such_key, too_many.</param>
/// <param name="Error">For a person, when it was not done.</param>
/// <param name="NotSaved">Why it will not outlive a restart, when it was done but could not be written.</param>
internal sealed record ExclusionAnswer(string Outcome, string? Error, string? NotSaved);
