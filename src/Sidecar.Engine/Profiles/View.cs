using Sidecar.Engine.Eve;

namespace Sidecar.Engine.Profiles;

/// <summary>What a view's keys are, which decides what vouches for them.</summary>
public enum ViewKind
{
    /// <summary>Something that makes requests: excluded when it is loud and few hosts carry it.</summary>
    Actor,

    /// <summary>Something that many talk to: excluded when many sources use it.</summary>
    Service,
}

/// <summary>
/// What is profiled: the records of one event_type, by the text of one field, with the number of distinct values of
/// some fields and the sums of the counters of the flows that the records belong to.
/// </summary>
public sealed record View
{
    public required string Name { get; init; }

    public required ViewKind Kind { get; init; }

    /// <summary>The type of its transactions; its name is also Suricata's app_proto for them.</summary>
    public required EventType EventType { get; init; }

    public required EveField Key { get; init; }

    /// <summary>Fields whose distinct values are counted; at most six. The first two are src_ip and dest_ip.</summary>
    public required IReadOnlyList<EveField> Distinct { get; init; }

    /// <summary>
    /// The nine features of the playbook: who uses a user agent, against what, how variedly and how much.
    /// </summary>
    public static View HttpUserAgent { get; } = new()
    {
        Name = "http-user-agent",
        Kind = ViewKind.Actor,
        EventType = EventType.Http,
        Key = EveField.HttpUserAgent,
        Distinct = [EveField.SrcIp, EveField.DestIp, EveField.HttpUrl, EveField.HttpHostname, EveField.HttpReferer],
    };

    /// <summary>The four sums that every view has, in the order of the feature table's last columns.</summary>
    public static IReadOnlyList<EveField> Sums { get; } =
        [EveField.FlowBytesToServer, EveField.FlowBytesToClient, EveField.FlowPacketsToServer, EveField.FlowPacketsToClient];

    /// <summary>The EVE paths of all features, distinct counts first, then the sums.</summary>
    public IReadOnlyList<string> Features => [.. Distinct.Concat(Sums).Select(EveFieldPath.Of)];
}
