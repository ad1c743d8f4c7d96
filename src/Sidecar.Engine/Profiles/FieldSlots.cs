using Sidecar.Engine.Eve;

namespace Sidecar.Engine.Profiles;

/// <summary>
/// Where the fields stand that the engine and its views read: the engine's own in the order of <see cref="EveField"/>,
/// behind them what else the views name. Compiled once, immutable.
/// </summary>
internal sealed class FieldSlots
{
    private readonly Dictionary<string, int> _slots = [];

    public FieldSlots(IEnumerable<View> views)
    {
        foreach (string path in EngineFields().Concat(views.SelectMany(PathsOf)))
        {
            _slots.TryAdd(path, _slots.Count);
        }

        Table = FieldTable.Compile([.. _slots.OrderBy(pair => pair.Value).Select(pair => pair.Key)]);
    }

    public FieldTable Table { get; }

    public int Count => _slots.Count;

    public int this[string path] => _slots[path];

    /// <summary>All fields that a view reads.</summary>
    public static IEnumerable<string> PathsOf(View view) =>
        view.Distinct.Prepend(view.Key).SelectMany(choice => choice.Paths)
            .Concat(new ViewShape(view).OwnSums)
            .Concat(view.Where is null ? [] : [view.Where.Path]);

    /// <summary>How many fields the engine and these views read together.</summary>
    public static int CountOf(IEnumerable<View> views) => EngineFields().Concat(views.SelectMany(PathsOf)).Distinct().Count();

    private static IEnumerable<string> EngineFields() => Enum.GetValues<EveField>().Select(EveFieldPath.Of);
}
