using System.Diagnostics.CodeAnalysis;
using Sidecar.Engine.Verdicts;

namespace Sidecar.Engine.Snapshots;

/// <summary>The exclusions of one view as a section.</summary>
internal static class ExclusionSection
{
    public const string Name = "exclusions";
    private const int Version = 1;

    // A length and the numbers behind it.
    private const int SmallestExclusion = (2 * sizeof(int)) + (2 * sizeof(long)) + sizeof(double) + 2;
    private const int SmallestInARow = 2 * sizeof(int);

    public static StateSection Encode(ExclusionTableState table)
    {
        StateWriter writer = new();
        writer.Text(table.View);
        writer.Int32(table.Tick);
        writer.Int32(table.Excluded.Count);
        foreach (ExclusionState one in table.Excluded)
        {
            writer.Bytes(one.Key);
            writer.Int64(one.Since);
            writer.Int64(one.Expires);
            writer.Int32(one.CalmTicks);
            writer.Real(one.Weight);
            writer.Flag(one.IsHeavy);
            writer.Flag(one.IsTold);
        }

        writer.Int32(table.InARow.Count);
        foreach (KeyTicks key in table.InARow)
        {
            writer.Bytes(key.Key);
            writer.Int32(key.Ticks);
        }

        return new StateSection(Name, Version, writer.Written);
    }

    public static bool TryDecode(StateSection section, [NotNullWhen(true)] out ExclusionTableState? table)
    {
        table = null;
        if (section is not { Name: Name, Version: Version })
        {
            return false;
        }

        StateReader reader = new(section.Content.Span);
        string view = reader.Text();
        int tick = reader.Int32();
        ExclusionState[] excluded = new ExclusionState[reader.Count(SmallestExclusion)];
        for (int i = 0; i < excluded.Length; i++)
        {
            excluded[i] = new ExclusionState(reader.Bytes(), reader.Int64(), reader.Int64(), reader.Int32(), reader.Real(), reader.Flag(), reader.Flag());
        }

        KeyTicks[] inARow = new KeyTicks[reader.Count(SmallestInARow)];
        for (int i = 0; i < inARow.Length; i++)
        {
            inARow[i] = new KeyTicks(reader.Bytes(), reader.Int32());
        }

        table = reader.IsGoodToTheEnd && tick >= 0 ? new ExclusionTableState(view, tick, excluded, inARow) : null;
        return table is not null;
    }
}
