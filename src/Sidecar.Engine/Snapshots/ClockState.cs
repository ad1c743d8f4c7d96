namespace Sidecar.Engine.Snapshots;

/// <summary>Event time in microseconds, and the first tick that was not made yet.</summary>
/// <param name="IsGateOpen">Whether the word of a crowd counted at that tick.</param>
public readonly record struct ClockState(long Now, long NextTick, bool IsGateOpen = false);

/// <summary>The clock as a section: two numbers and a flag.</summary>
internal static class ClockSection
{
    public const string Name = "clock";
    private const int Version = 1;

    public static StateSection Encode(ClockState clock)
    {
        StateWriter writer = new();
        writer.Int64(clock.Now);
        writer.Int64(clock.NextTick);
        writer.Flag(clock.IsGateOpen);
        return new StateSection(Name, Version, writer.Written);
    }

    public static bool TryDecode(StateSection section, out ClockState clock)
    {
        StateReader reader = new(section.Content.Span);
        clock = new ClockState(reader.Int64(), reader.Int64(), reader.Flag());
        // A clock that has not started or is at the end of time is none that an engine saved.
        return section is { Name: Name, Version: Version } && reader.IsGoodToTheEnd && IsTime(clock.Now) && IsTime(clock.NextTick);
    }

    private static bool IsTime(long time) => time is > long.MinValue / 2 and < long.MaxValue / 2;
}
