namespace Sidecar.Engine.Outputs;

/// <summary>What Suricata answers when it is asked for the counters of a flow.</summary>
public enum FlowAnswer
{
    /// <summary>The counters.</summary>
    Known,

    /// <summary>It has ended the flow, and the flow record was lost or is on its way.</summary>
    Unknown,

    /// <summary>It takes no such question.</summary>
    Refused,
}
