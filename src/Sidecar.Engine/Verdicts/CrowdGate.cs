namespace Sidecar.Engine.Verdicts;

/// <summary>
/// Whether the word of a crowd counts. On a network of which nothing stands out every service is as common as the next,
/// and to exclude what three hosts use would exclude everything. It counts beside heavy hitters: once clusters have found
/// so many that they make most of the records, what is left is a tail, and the common part of a tail is no news either.
/// One for all views of an engine, since a view of few keys cannot tell. Owned by the engine thread.
/// </summary>
/// <param name="minHead">Part of the records that heavy hitters must make; half of it to go on.</param>
internal sealed class CrowdGate(double minHead)
{
    public bool IsOpen { get; private set; }

    /// <summary>Stands as it stood before a restart.</summary>
    public void Restore(bool isOpen) => IsOpen = isOpen;

    /// <summary>A tick is over.</summary>
    /// <param name="head">Records in the window of excluded services that lie far above the mean.</param>
    /// <param name="records">All records in the windows of the views of services.</param>
    public void Update(double head, double records) =>
        IsOpen = records > 0 && head / records >= (IsOpen ? minHead / 2 : minHead);
}
