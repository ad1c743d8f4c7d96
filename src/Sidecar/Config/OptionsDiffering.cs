using Sidecar.Engine;
using Sidecar.Engine.Profiles;

namespace Sidecar.Config;

/// <summary>In which options two configurations differ, by what they would say in a file.</summary>
internal static class OptionsDiffering
{
    /// <summary>Paths as in <see cref="Setting.Path"/>, in the order of the file; of views their names.</summary>
    public static IEnumerable<string> Between(EngineOptions one, EngineOptions other) => Settings.All
        .Where(setting => setting.Show(one) != setting.Show(other))
        .Select(setting => setting.Path)
        .Concat(BetweenViews(one.Views, other.Views));

    private static IEnumerable<string> BetweenViews(IReadOnlyList<View> ones, IReadOnlyList<View> others)
    {
        Dictionary<string, string> before = ones.ToDictionary(view => view.Name, Shown);
        Dictionary<string, string> after = others.ToDictionary(view => view.Name, Shown);
        return before.Keys.Union(after.Keys)
            .Where(name => before.GetValueOrDefault(name) != after.GetValueOrDefault(name))
            .Select(name => $"{ViewReading.Section}.{name}");
    }

    private static string Shown(View view) => string.Join('\n', ViewSetting.All.Select(setting => setting.Show(view)));
}
