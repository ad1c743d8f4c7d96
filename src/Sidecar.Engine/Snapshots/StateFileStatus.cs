namespace Sidecar.Engine.Snapshots;

/// <summary>What a look at a state file gave.</summary>
public enum StateFileStatus
{
    Ok,

    /// <summary>It cannot be opened or read.</summary>
    Unreadable,

    /// <summary>It does not begin as a state file does.</summary>
    WrongMagic,

    /// <summary>A later version of the program wrote it.</summary>
    NewerVersion,

    /// <summary>It ends before it says it does.</summary>
    Truncated,

    /// <summary>Its header or its table of sections is not what was written.</summary>
    DamagedHeader,

    /// <summary>A section is not what was written.</summary>
    DamagedSection,
}

/// <summary>Why a state file, or a section of it, is not taken.</summary>
/// <param name="Detail">What was found and what should have been: numbers and names of ours, no bytes of the file.</param>
public readonly record struct StateFileFault(StateFileStatus Status, string Detail)
{
    public static StateFileFault None { get; } = new(StateFileStatus.Ok, "");

    public bool IsNone => Status == StateFileStatus.Ok;
}
