using System.Reflection;
using Sidecar.Engine;

namespace Sidecar.Config;

/// <summary>
/// The configuration file that says what runs without one: every option with its meaning, unit and default, in numbered
/// steps as in suricata.yaml. It is written from <see cref="Settings"/> and the shipped views, so it cannot be out of date.
/// </summary>
internal static class DefaultsFile
{
    private const int Width = 118;

    /// <summary>What each section is for, in the order of the file; one that is not named here comes at the end.</summary>
    private static readonly (string Section, string Title)[] s_steps =
    [
        ("inputs", "Where EVE comes from"),
        ("ingest", "The way from a socket to the engine"),
        ("flows", "Live flows"),
        ("profiles", "Windows and their bounds"),
        (ViewReading.Section, "What is profiled"),
        ("learning", "The learning tick"),
        ("sift", "What a tick takes away round by round, and crowds"),
        ("guards", "What a key must pass before it is excluded"),
        ("exclusions", "Life of an exclusion"),
        ("verdicts", "The verdict socket"),
        ("residual", "The records of no excluded key"),
        ("datasets", "What Suricata is told"),
        ("elephants", "What Suricata is asked"),
        ("snapshots", "What is kept on disk"),
        ("metrics", "What monitoring is sent"),
    ];

    public static void Write(TextWriter output)
    {
        output.WriteLine("%YAML 1.1\n---\n");
        Comment(output, "", "Configuration of eve-sidecar: eve-sidecar run -c sidecar.yaml. Everything here is the default, so the file may "
            + "be as short as the line that you change. Sizes as 64mb, times as 5m, shares as 0.05. Any option also on the command line: "
            + "--set learning.interval=5m");
        int step = 0;
        foreach ((string section, string title) in Steps())
        {
            output.WriteLine($"\n##\n## Step {++step}: {title}\n##\n");
            if (section == ViewReading.Section)
            {
                output.Write(Views());
            }
            else
            {
                WriteSection(output, section);
            }
        }
    }

    private static IEnumerable<(string Section, string Title)> Steps()
    {
        HashSet<string> sections = [.. Settings.All.Select(SectionOf), ViewReading.Section];
        IEnumerable<(string, string)> named = s_steps.Where(step => sections.Contains(step.Section));
        return named.Concat(sections.Except(s_steps.Select(step => step.Section)).Select(section => (section, section)));
    }

    private static void WriteSection(TextWriter output, string section)
    {
        output.WriteLine($"{section}:");
        string separator = "";
        foreach (Setting setting in Settings.All.Where(setting => SectionOf(setting) == section))
        {
            output.Write(separator);
            separator = "\n";
            Comment(output, "  ", $"{setting.Help} ({setting.Unit})");
            string value = setting.Show(EngineOptions.Default);
            output.WriteLine($"  {setting.Path[(section.Length + 1)..]}: {(value.Length == 0 ? "\"\"" : value)}");
        }
    }

    private static void Comment(TextWriter output, string indent, string text)
    {
        string line = indent + "#";
        foreach (string word in text.Split(' '))
        {
            if (line.Length + 1 + word.Length > Width)
            {
                output.WriteLine(line);
                line = indent + "#";
            }

            line += " " + word;
        }

        output.WriteLine(line);
    }

    private static string SectionOf(Setting setting) => setting.Path[..setting.Path.IndexOf('.', StringComparison.Ordinal)];

    private static string Views()
    {
        using Stream views = Assembly.GetExecutingAssembly().GetManifestResourceStream("views.yaml")!;
        using StreamReader text = new(views);
        return text.ReadToEnd();
    }
}
