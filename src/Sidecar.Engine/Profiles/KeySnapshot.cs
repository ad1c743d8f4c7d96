namespace Sidecar.Engine.Profiles;

/// <summary>One key's numbers over the window, immutable.</summary>
public sealed record KeySnapshot
{
    /// <summary>Canonical text, as an attacker chose it.</summary>
    public required byte[] Key { get; init; }

    /// <summary>In the order of <see cref="View.Features"/>.</summary>
    public required IReadOnlyList<double> Features { get; init; }

    public required long Records { get; init; }

    /// <summary>Flows that ended with their flow record.</summary>
    public required long Flows { get; init; }

    /// <summary>Bytes of its flows, both ways, link headers included (as Suricata counts).</summary>
    public required double Bytes { get; init; }

    /// <summary>Flows with an alert: those that have ended, or 1 while the only ones have not.</summary>
    public required long Alerts { get; init; }

    /// <summary>Distinct source addresses.</summary>
    public required long Sources { get; init; }

    /// <summary>A key of which nothing is left in the window.</summary>
    public static KeySnapshot Empty(byte[] key, View view) => new()
    {
        Key = key,
        Features = new double[view.Features.Count],
        Records = 0,
        Flows = 0,
        Bytes = 0,
        Alerts = 0,
        Sources = 0,
    };
}
