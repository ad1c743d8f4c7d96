namespace Sidecar.Engine.Snapshots;

/// <summary>
/// A part of the state that is too large to be copied at once: copied in steps, as it stood when the copy began. Owned by
/// the engine thread.
/// </summary>
internal interface IStatePart
{
    bool IsDone { get; }

    /// <summary>Goes on until about so many bytes are copied, or all is.</summary>
    /// <returns>Bytes copied, and what it cost to look at what needed no copy.</returns>
    int Step(int bytes);

    /// <summary>Done or given up: nothing needs to be shown any more.</summary>
    void End();
}
