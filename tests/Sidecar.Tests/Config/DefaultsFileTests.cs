using System.Globalization;
using Sidecar.Config;
using Sidecar.Engine;
using Sidecar.Tests.House;
using Xunit;

namespace Sidecar.Tests.Config;

public sealed class DefaultsFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_is_what_runs_without_one()
    {
        EngineOptions read = ConfigurationReader.Read(Written(Text()), []);
        Assert.All(Settings.All, setting => Assert.Equal(setting.Show(EngineOptions.Default), setting.Show(read)));
        Assert.Equal(
            EngineOptions.Default.Views.Select(view => (view.Name, string.Join(';', ViewSetting.All.Select(setting => setting.Show(view))))),
            read.Views.Select(view => (view.Name, string.Join(';', ViewSetting.All.Select(setting => setting.Show(view))))));
    }

    [Fact]
    public void It_names_every_option_once_and_each_of_its_lines_is_read()
    {
        foreach (Setting setting in Settings.All)
        {
            string name = setting.Path[(setting.Path.IndexOf('.', StringComparison.Ordinal) + 1)..];
            string[] lines = Text().Split('\n');
            int section = Array.IndexOf(lines, setting.Path[..^(name.Length + 1)] + ":");
            int at = Array.FindIndex(lines, section + 1, line => line.StartsWith($"  {name}: ", StringComparison.Ordinal));
            Assert.True(section >= 0 && at > section, setting.Path);
            // Only a line that is read can be refused.
            lines[at] = $"  {name}-: 1";
            ConfigurationException refused = Assert.Throws<ConfigurationException>(() => ConfigurationReader.Read(Written(string.Join('\n', lines)), []));
            Assert.Contains(string.Create(CultureInfo.InvariantCulture, $":{at + 1}: "), Assert.Single(refused.Faults), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_shipped_file_is_this_one() =>
        Assert.Equal(Text(), File.ReadAllText(Path.Combine(HouseTests.Root(), "suricata-config", "sidecar.yaml")));

    [Fact]
    public void No_line_is_too_long_for_a_person() =>
        Assert.All(Text().Split('\n'), line => Assert.InRange(line.Length, 0, 125));

    private static string Text()
    {
        using StringWriter text = new(CultureInfo.InvariantCulture) { NewLine = "\n" };
        DefaultsFile.Write(text);
        return text.ToString();
    }

    private string Written(string text)
    {
        string file = _folder.PathOf("sidecar.yaml");
        File.WriteAllText(file, text);
        return file;
    }
}
