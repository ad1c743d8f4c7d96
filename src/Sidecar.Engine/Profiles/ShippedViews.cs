namespace Sidecar.Engine.Profiles;

/// <summary>
/// The views that come with the program. A crowd vouches for a service, so a service that many use may be excluded. It
/// vouches for no actor: a user agent is excluded when few carry it, and a host is only marked, since to hide a host
/// would hide all that it does. Nor is an alert ever hidden.
/// </summary>
public static class ShippedViews
{
    private static readonly string[] s_flow = ["flows", "flow.bytes", "flow.pkts"];

    /// <summary>The nine features of the playbook: who uses a user agent, against what, how variedly and how much.</summary>
    public static View HttpUserAgent { get; } = new()
    {
        Name = "http-user-agent",
        Kind = ViewKind.Actor,
        Effect = ViewEffect.Exclude,
        Records = ["http"],
        Key = FieldChoice.Of("http.http_user_agent"),
        Distinct = Fields("src_ip", "dest_ip", "http.url", "http.hostname", "http.http_refer"),
        Sums = ["flow.bytes_toserver", "flow.bytes_toclient", "flow.pkts_toserver", "flow.pkts_toclient"],
    };

    public static IReadOnlyList<View> All { get; } =
    [
        HttpUserAgent,
        new View
        {
            Name = "http-hostname",
            Kind = ViewKind.Service,
            Effect = ViewEffect.Exclude,
            Records = ["http"],
            Key = FieldChoice.Of("http.hostname"),
            Distinct = Fields("src_ip", "dest_ip", "http.url", "http.http_user_agent"),
            Sums = s_flow,
        },
        new View
        {
            Name = "tls-sni",
            Kind = ViewKind.Service,
            Effect = ViewEffect.Exclude,
            Records = ["tls"],
            Key = FieldChoice.Of("tls.sni else dest_ip"),
            Distinct = Fields("src_ip", "dest_ip", "tls.ja3.hash", "tls.ja4"),
            Sums = s_flow,
        },
        new View
        {
            // Suricata 7 writes a record of the query and one of the answer, 8 of request and response: one of the two counts.
            Name = "dns-rrname",
            Kind = ViewKind.Service,
            Effect = ViewEffect.Exclude,
            Records = ["dns"],
            Where = ViewCondition.Of("dns.type=query|request"),
            Key = FieldChoice.Of("dns.rrname else dns.queries[].rrname"),
            Distinct = Fields("src_ip", "dest_ip", "dns.rrtype else dns.queries[].rrtype"),
            Sums = ["records", .. s_flow],
        },
        new View
        {
            Name = "dest-ip",
            Kind = ViewKind.Service,
            Effect = ViewEffect.Exclude,
            Records = ["flow"],
            Nameless = true,
            Key = FieldChoice.Of("dest_ip"),
            Distinct = Fields("src_ip", "dest_port", "proto", "app_proto"),
            Sums = s_flow,
        },
        new View
        {
            Name = "src-ip",
            Kind = ViewKind.Actor,
            Effect = ViewEffect.Mark,
            Records = ["flow"],
            Key = FieldChoice.Of("src_ip"),
            Distinct = Fields("dest_ip", "dest_port", "proto", "app_proto"),
            Sums = s_flow,
        },
        new View
        {
            Name = "alert-signature",
            Enabled = false,
            Kind = ViewKind.Actor,
            Effect = ViewEffect.Mark,
            Records = ["alert"],
            Key = FieldChoice.Of("alert.signature"),
            Distinct = Fields("src_ip", "dest_ip", "dest_port"),
            Sums = ["records", .. s_flow],
        },
    ];

    private static IReadOnlyList<FieldChoice> Fields(params IEnumerable<string> fields) => [.. fields.Select(FieldChoice.Of)];
}
