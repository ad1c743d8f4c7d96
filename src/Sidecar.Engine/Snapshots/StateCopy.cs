namespace Sidecar.Engine.Snapshots;

/// <summary>
/// A state while it is being copied: its parts in steps, all as they stood when the copy began. Sections are packed and
/// written while it goes on. Owned by the engine thread.
/// </summary>
internal sealed class StateCopy(SectionQueue queue, IReadOnlyList<IStatePart> parts)
{
    private int _next;

    /// <summary>All parts are copied, or nobody writes them any more.</summary>
    public bool IsDone => _next == parts.Count || queue.IsAbandoned;

    /// <summary>The writing thread has to catch up first.</summary>
    public bool Waits => queue.IsFull;

    /// <summary>Copies about so many bytes more.</summary>
    public void Step(int bytes)
    {
        // Small parts go in one step together.
        for (int left = bytes; left > 0 && !IsDone && !Waits; _next += parts[_next].IsDone ? 1 : 0)
        {
            left -= parts[_next].Step(left);
        }
    }

    /// <summary>Copies the rest; may wait for the disk.</summary>
    public void Finish(int stepBytes)
    {
        while (!IsDone)
        {
            Step(stepBytes);
            if (Waits)
            {
                Thread.Sleep(1);
            }
        }
    }

    /// <summary>Done, or given up for another copy.</summary>
    /// <param name="small">The sections that were not copied in steps.</param>
    public void End(IEnumerable<StateSection> small)
    {
        foreach (IStatePart part in parts)
        {
            part.End();
        }

        foreach (StateSection section in small)
        {
            queue.Add(section);
        }

        queue.Complete();
    }
}
