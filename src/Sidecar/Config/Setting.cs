using System.Diagnostics.CodeAnalysis;
using Sidecar.Engine;

namespace Sidecar.Config;

/// <summary>
/// One option of the configuration: its path, what it means, how its text is read, and where its value lives in
/// <see cref="EngineOptions"/>, which holds the default.
/// </summary>
internal abstract class Setting(string path, string unit, string help)
{
    /// <summary>As in sidecar.yaml and in --set, for example <c>learning.interval</c>.</summary>
    public string Path { get; } = path;

    public string Unit { get; } = unit;

    public string Help { get; } = help;

    /// <summary>The value as it would stand in the file.</summary>
    public abstract string Show(EngineOptions options);

    public abstract bool TrySet(EngineOptions options, string text, [NotNullWhen(true)] out EngineOptions? changed, [NotNullWhen(false)] out string? fault);
}

/// <summary>A <see cref="Setting"/> whose value is a <typeparamref name="T"/> between two bounds.</summary>
internal sealed class Setting<T>(
    string path,
    SettingType<T> type,
    string help,
    Func<EngineOptions, T> get,
    Func<EngineOptions, T, EngineOptions> set,
    T smallest,
    T largest) : Setting(path, type.Unit, help)
    where T : IComparable<T>
{
    public override string Show(EngineOptions options) => type.Show(get(options));

    public override bool TrySet(EngineOptions options, string text, [NotNullWhen(true)] out EngineOptions? changed, [NotNullWhen(false)] out string? fault)
    {
        changed = null;
        if (!type.TryRead(text, out T? value))
        {
            fault = $"{Path}: '{text}' is no {type.Unit}, for example {type.Show(get(options))}";
            return false;
        }

        if (value.CompareTo(smallest) < 0 || value.CompareTo(largest) > 0)
        {
            fault = $"{Path}: {text} is outside {type.Show(smallest)} to {type.Show(largest)}";
            return false;
        }

        changed = set(options, value);
        fault = null;
        return true;
    }
}
