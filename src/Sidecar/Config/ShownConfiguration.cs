using System.Globalization;
using System.Text;
using Sidecar.Engine;
using Sidecar.Engine.Profiles;

namespace Sidecar.Config;

/// <summary>
/// Options as a sidecar.yaml that gives the same options again: every option with its value, and with its default where it
/// has another.
/// </summary>
internal static class ShownConfiguration
{
    public static void Write(TextWriter output, EngineOptions options)
    {
        output.WriteLine("%YAML 1.1\n---");
        string section = "";
        foreach (Setting setting in Settings.All)
        {
            int point = setting.Path.IndexOf('.', StringComparison.Ordinal);
            if (setting.Path[..point] != section)
            {
                section = setting.Path[..point];
                output.WriteLine($"\n{section}:");
            }

            string value = setting.Show(options);
            string usual = setting.Show(EngineOptions.Default);
            output.WriteLine($"  {setting.Path[(point + 1)..]}: {Scalar(value)}{(value == usual ? "" : $" # default: {Scalar(usual)}")}");
        }

        output.WriteLine($"\n{ViewReading.Section}:");
        foreach (View view in options.Views)
        {
            output.WriteLine($"  - name: {Scalar(view.Name)}");
            foreach (ViewSetting setting in ViewSetting.All)
            {
                output.WriteLine($"    {setting.Word}: {Scalar(setting.Show(view))}");
            }
        }
    }

    /// <summary>A word stands as it is; whatever a reader of YAML may take otherwise stands in double quotes, with escapes.</summary>
    private static string Scalar(string text)
    {
        if (text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '/') && (text[0] != '-' || text.Length > 1))
        {
            return text;
        }

        StringBuilder quoted = new("\"");
        foreach (char c in text)
        {
            quoted.Append(c switch
            {
                '"' or '\\' => $"\\{c}",
                >= ' ' and <= '~' => $"{c}",
                _ => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}"),
            });
        }

        return quoted.Append('"').ToString();
    }
}
