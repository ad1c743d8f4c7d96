using ArchUnitNET.Domain;
using ArchUnitNET.Loader;
using Assembly = System.Reflection.Assembly;

namespace Sidecar.Tests.House;

/// <summary>
/// Who may refer to whom among the rooms (namespaces) of the engine, read from the compiled assembly, so that no way of
/// writing a name gets around it.
/// </summary>
internal static class Rooms
{
    /// <summary>The way of a record: a room knows the rooms before it.</summary>
    private static readonly string[] s_way = ["Ingest", "Eve", "Flows", "Profiles", "Learning", "Verdicts", "Outputs"];

    /// <summary>Known to all, knowing none.</summary>
    private static readonly string[] s_ground = ["Memory", "Kernels"];

    /// <summary>Each reference that is not allowed, as "Room.Type -> Room.Type".</summary>
    /// <param name="assembly">The engine, or a broken sample.</param>
    /// <param name="house">The namespace that the rooms are in.</param>
    public static IReadOnlyList<string> Violations(Assembly assembly, string house)
    {
        Architecture architecture = new ArchLoader().LoadAssembly(assembly).Build();
        return [.. architecture.Types
            .Where(type => RoomOf(type, house) is not null)
            .SelectMany(type => type.Dependencies, (type, dependency) => (From: type, To: dependency.Target))
            .Where(pair => RoomOf(pair.To, house) is string to && !IsAllowed(RoomOf(pair.From, house)!, to))
            .Select(pair => $"{pair.From.FullName[(house.Length + 1)..]} -> {pair.To.FullName[(house.Length + 1)..]}")
            .Distinct()
            .Order(StringComparer.Ordinal)];
    }

    /// <summary>The rooms that there are.</summary>
    public static IReadOnlyList<string> Of(Assembly assembly, string house) =>
        [.. new ArchLoader().LoadAssembly(assembly).Build().Types.Select(type => RoomOf(type, house)).OfType<string>().Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The empty name is the hall: the composers, which may use every room and which no room may use.</summary>
    private static bool IsAllowed(string from, string to)
    {
        if (from == to || from.Length == 0)
            return true;
        if (to.Length == 0 || s_ground.Contains(from))
            return false;
        if (s_ground.Contains(to))
            return true;
        // Snapshots reads the stateful rooms, which stand before the outputs; Selection, Selftest and Losses leave the
        // way behind the parser, Extraction behind the views.
        int place = Array.IndexOf(s_way, from switch { "Snapshots" => "Outputs", "Selection" or "Selftest" or "Losses" => "Flows", "Extraction" => "Learning", _ => from });
        int other = Array.IndexOf(s_way, to);
        return other >= 0 && other < place;
    }

    private static string? RoomOf(IType type, string house)
    {
        string name = type.Namespace?.FullName ?? "";
        if (name == house)
            return "";
        return name.StartsWith(house + ".", StringComparison.Ordinal) ? name[(house.Length + 1)..].Split('.')[0] : null;
    }
}
