namespace Sidecar.Engine.Profiles;

/// <summary>What a view's keys are, which decides what vouches for them.</summary>
public enum ViewKind
{
    /// <summary>Something that makes requests: excluded when it is loud and few hosts carry it.</summary>
    Actor,

    /// <summary>Something that many talk to: excluded when many sources use it.</summary>
    Service,
}

/// <summary>What becomes of a view's heavy hitters.</summary>
public enum ViewEffect
{
    /// <summary>They are named, and their records pass.</summary>
    Mark,

    /// <summary>Their records are excluded.</summary>
    Exclude,
}

/// <summary>
/// What is profiled: the records of some types, by a key out of their fields, with the number of distinct values of
/// other fields and with sums. Immutable; <see cref="ViewRules"/> says what may not be. Fields are Suricata's own paths.
/// </summary>
public sealed record View
{
    /// <summary>Small letters, digits and hyphens: it stands in commands and file names.</summary>
    public required string Name { get; init; }

    public bool Enabled { get; init; } = true;

    public required ViewKind Kind { get; init; }

    public required ViewEffect Effect { get; init; }

    /// <summary>Event types of its records. A <c>flow</c> counts when it ends; whatever else waits for the end of its flow.</summary>
    public required IReadOnlyList<string> Records { get; init; }

    /// <summary>Only flows that no other service has a key of: neither a name in http, tls or dns, nor what else is configured.</summary>
    public bool Nameless { get; init; }

    public required FieldChoice Key { get; init; }

    /// <summary>Fields whose distinct values are counted.</summary>
    public required IReadOnlyList<FieldChoice> Distinct { get; init; }

    /// <summary>Names out of <see cref="FlowSums"/>, and paths of numbers in the record itself.</summary>
    public required IReadOnlyList<string> Sums { get; init; }

    /// <summary>Which of the records count; all when nothing is said.</summary>
    public ViewCondition? Where { get; init; }

    /// <summary>Names of the columns that are learned from: distinct counts first, then the sums.</summary>
    public IReadOnlyList<string> Features => [.. Distinct.Select(choice => choice.Name), .. Sums];

    /// <summary>Suricata's app_proto of all its keys; nothing where the records are of none, or of several.</summary>
    public string? AppProto => Records is [not ("flow" or "alert" or "anomaly" or "fileinfo") and string only] ? only : null;

    /// <summary>The playbook's view, which is what most tests and the command playbook are about.</summary>
    public static View HttpUserAgent => ShippedViews.HttpUserAgent;
}
