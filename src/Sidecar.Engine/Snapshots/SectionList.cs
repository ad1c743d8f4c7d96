namespace Sidecar.Engine.Snapshots;

/// <summary>Sections behind each other, not packed: how a frame of the journal holds them.</summary>
internal static class SectionList
{
    private const int SmallestSection = 3 * sizeof(int);

    public static ReadOnlyMemory<byte> Encode(IReadOnlyCollection<StateSection> sections)
    {
        StateWriter writer = new();
        writer.Int32(sections.Count);
        foreach (StateSection section in sections)
        {
            writer.Text(section.Name);
            writer.Int32(section.Version);
            writer.Bytes(section.Content.Span);
        }

        return writer.Written;
    }

    /// <returns>False when it is not what was encoded.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> content, out IReadOnlyList<StateSection> sections)
    {
        StateReader reader = new(content);
        StateSection[] read = new StateSection[reader.Count(SmallestSection)];
        for (int i = 0; i < read.Length; i++)
        {
            read[i] = new StateSection(reader.Text(), reader.Int32(), reader.Bytes());
        }

        sections = reader.IsGoodToTheEnd ? read : [];
        return reader.IsGoodToTheEnd;
    }
}
