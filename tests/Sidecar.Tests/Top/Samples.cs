using System.Text.Json;
using Sidecar.Control;
using Sidecar.Top;

namespace Sidecar.Tests.Top;

/// <summary>Looks at a sidecar, two seconds apart, as it writes them.</summary>
internal static class Samples
{
    /// <summary>100 flow and 900 http records at 10 s, then 1,100 and 2,900 at 12 s.</summary>
    public static TopSample Busy() => new TopSample(Status(10, 900, 100, 400, 100)).Next(Status(12, 2900, 1100, 600, 300)) with
    {
        Exclusions = JsonSerializer.Deserialize(
            """
            {"exclusions":[
             {"view":"http-user-agent","key":"loud\u001b[2J\u202e","excluded":true,"since":"2026-01-05T07:00:00.000000+0000","expires":"2026-01-05T15:00:00.000000+0000","share":0.412,"reason":"farthest cluster, 41 % of records"},
             {"view":"tls-sni","key":"\u65e5\u672c.example","excluded":true,"by_hand":"pin","since":"2026-01-05T07:59:13.000000+0000","share":0.05,"reason":"by hand"},
             {"view":"dest-ip","key":"10.0.0.7","excluded":false,"by_hand":"never","since":"2026-01-02T04:00:00.000000+0000","share":0,"reason":"by hand"}]}
            """, ControlJson.Default.ExclusionsDocument)!.Exclusions,
        Flows = JsonSerializer.Deserialize(
            """
            {"longest_lived":[{"flow_id":2251799813685247,"proto":"tcp","state":"established","first_seen":"2026-01-05T06:00:00.000000+0000","last_seen":"2026-01-05T07:59:59.000000+0000","transactions":2,"alerted":false,
              "weight":{"pkts_toserver":400,"bytes_toserver":200000,"pkts_toclient":900,"bytes_toclient":400000,"seconds_ago":2.6}}],
             "heaviest":[{"flow_id":7,"proto":"udp","state":"new","first_seen":"2026-01-05T07:59:00.000000+0000","last_seen":"2026-01-05T07:59:30.000000+0000","transactions":40,"alerted":true},
                         {"flow_id":2251799813685247,"proto":"tcp","state":"established","first_seen":"2026-01-05T06:00:00.000000+0000","last_seen":"2026-01-05T07:59:59.000000+0000","transactions":2,"alerted":false}],
             "heaviest_by_bytes":[{"flow_id":9,"proto":"tcp","state":"established","first_seen":"2026-01-05T07:55:00.000000+0000","last_seen":"2026-01-05T07:59:59.000000+0000","transactions":0,"alerted":false,
                                   "weight":{"pkts_toserver":40000,"bytes_toserver":52000000,"pkts_toclient":9000,"bytes_toclient":428800,"seconds_ago":2.6}}]}
            """, ControlJson.Default.LiveFlowsDocument)!,
    };

    public static StatusDocument Status(double uptime, long http, long flow, long residualHttp, long residualFlow, int pid = 7) => JsonSerializer.Deserialize(
        $$$$"""
        {"version":"1.2.3+abc","kernel":"Vector512","pid":{{{{pid}}}},"run_dir":"/run/x","uptime_seconds":{{{{uptime}}}},"resident_bytes":52387840,
         "collections":{"by_generation":[12,3,1],"pause_seconds":0.0082},"report_age_seconds":0,
         "event_time":"2026-01-05T08:00:00.000000+0000","records_per_second":1500,"records_per_second_over_minute":99,
         "stats":{"records":{"received":{{{{http + flow + 10}}}},"parsed":{{{{http + flow}}}},"rejected":6,"shed":4,"bytes":1,"by_type":{"flow":{{{{flow}}}},"http":{{{{http}}}},"tls":0},
           "rejected_by_cause":{"too_long":1,"not_an_object":5},"torn_by_type":{"flow":3},"shed_by_type":{"unknown":4}},
          "lost_before":{"flow":{"made":20000,"lost":1234,"unsure":20},"http":{"made":7,"lost":0,"unsure":0}},
          "residual":{"records":{{{{residualHttp + residualFlow}}}},"share":0.0123,"lost":0,"failures":0,"by_type":{"flow":{{{{residualFlow}}}},"http":{{{{residualHttp}}}}}},
          "connections":{"accepted":3,"open":1,"refused":2,"resets":0,"refused_by_cause":{}},"inputs":[],
          "flows":{"live":7,"joined":40,"unfinished":3,"evicted":2,"orphans":9,"late":0,"in_emergency":false,"by_protocol":{}},
          "views":[{"view":"http-user-agent","keys":91,"keys_dropped":0,"excluded":2,"announced":3,"announced_by_crowd":1,
            "refused_by_guard":{"alerts":0,"many_sources":12,"not_yet_in_a_row":1}}],
          "verdicts":{"readers":2,"readers_refused":0,"lines_lost":0},"snapshots":{"written":8,"failed":1},
          "state":{"written":2,"failed":0,"journal_failed":0,"exclusions_restored":1}}}
        """, ControlJson.Default.StatusDocument)!;
}
