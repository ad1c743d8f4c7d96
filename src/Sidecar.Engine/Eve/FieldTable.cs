using System.Diagnostics.CodeAnalysis;

namespace Sidecar.Engine.Eve;

/// <summary>
/// The set of wanted fields, compiled once. Slot i of a parsed record holds the field of the i-th path.
/// Immutable: any number of parsers on any threads may share one.
/// </summary>
public sealed class FieldTable
{
    /// <summary>Keeps the cost of a duplicate key, which clears all slots under it, a small constant.</summary>
    public const int MaxPaths = 256;

    /// <summary>The fields that the engine reads, in the order of <see cref="EveField"/>.</summary>
    public static FieldTable Engine { get; } = Compile([.. Enum.GetValues<EveField>().Select(EveFieldPath.Of)]);

    internal FieldNode Root { get; } = new([]);

    /// <summary>
    /// A path has the replacement character, which a key with broken UTF-8 has too once it is canonical; only the scalar
    /// parser compares keys in that form.
    /// </summary>
    internal bool NeedsCanonicalKeys { get; private init; }

    public int SlotCount { get; private init; }

    /// <exception cref="ArgumentException">A path is not well-formed or stands there twice, or there are too many.</exception>
    public static FieldTable Compile(IReadOnlyList<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        if (paths.Count > MaxPaths)
            RefuseCount(paths.Count);

        var table = new FieldTable { SlotCount = paths.Count, NeedsCanonicalKeys = paths.Any(path => path.Contains('\ufffd', StringComparison.Ordinal)) };
        for (int slot = 0; slot < paths.Count; slot++)
            if (!table.Root.Add(FieldPath.Steps(paths[slot]), slot))
                FieldPath.Refuse(paths[slot], "it is wanted twice");

        int branches = 0;
        table.Root.Seal(table.SlotCount, ref branches);
        return table;
    }

    [DoesNotReturn]
    private static void RefuseCount(int count) =>
        throw new ArgumentException($"{count} field paths are wanted, the limit is {MaxPaths}: ask for fewer fields.");
}
