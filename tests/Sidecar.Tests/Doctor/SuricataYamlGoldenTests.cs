using System.Globalization;
using Sidecar.Config;
using Sidecar.Doctor;
using Sidecar.Suricata;
using Sidecar.Tests.House;
using Xunit;

namespace Sidecar.Tests.Doctor;

/// <summary>
/// What the doctor says of each file in tests/fixtures/suricata-yaml, against the .expected beside it. A line
/// <c># machine:</c> says on what machine: <c>wmem</c> (bytes), <c>listens</c>, <c>version</c>, <c>process</c>,
/// <c>account</c> (user:group:number:groups), <c>socket</c> and <c>folder</c> (mode:user:group), <c>apparmor</c>,
/// <c>named</c> (in its profile), <c>told</c> (the sidecar, of suricata.yaml); what is not said is as it should be. A line
/// <c># sidecar:</c> says with which options the sidecar runs.
/// With WRITE_EXPECTED=1 the .expected files are written, to be read before they are committed.
/// </summary>
public sealed class SuricataYamlGoldenTests
{
    private static readonly string s_folder = Path.Combine(HouseTests.Root(), "tests", "fixtures", "suricata-yaml");

    public static TheoryData<string> Files() => [.. Directory.GetFiles(s_folder, "*.yaml").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void The_doctor_says_what_is_expected(string file)
    {
        string expected = Path.Combine(s_folder, Path.ChangeExtension(file, ".expected"));
        string said = Say(Path.Combine(s_folder, file)).Replace(s_folder + "/", "", StringComparison.Ordinal);
        if (Environment.GetEnvironmentVariable("WRITE_EXPECTED") == "1")
            File.WriteAllText(expected, said);
        Assert.Equal(File.ReadAllText(expected), said);
    }

    [Fact]
    public void Each_check_has_a_file_that_it_finds_something_in()
    {
        string[] found = [.. Directory.GetFiles(s_folder, "*.yaml")
            .Where(file => !Path.GetFileName(file).StartsWith("broken", StringComparison.Ordinal))
            .SelectMany(file => Examine(file).Findings()).Select(finding => finding.Check).Distinct().Order(StringComparer.Ordinal)];
        Assert.Equal(
            [
                "apparmor", "command-socket", "datagrams", "eve-log", "extended", "home-net", "ja3", "large-alerts", "large-stats", "large-types", "listener", "outputs", "permission", "prefix",
                "stats", "tcp-closed", "threaded", "time-outs", "twice", "types", "users", "version", "wmem-default",
            ],
            found);
    }

    private static string Say(string file)
    {
        try
        {
            Examination seen = Examine(file);
            IReadOnlyList<Finding> findings = seen.Findings();
            return DoctorReport.Text(seen, findings) + $"exit {(DoctorReport.Loses(findings) ? 1 : 0)}\n";
        }
        catch (ConfigurationException e)
        {
            return string.Join('\n', e.Faults) + "\nexit 2\n";
        }
    }

    private static Examination Examine(string file) =>
        new(file, SuricataYaml.Read(file), "/run/eve-sidecar/eve.sock", ConfigurationReader.Read(null, Words(file, "# sidecar: ")), Machine(file));

    private static string[] Words(string file, string start) =>
        (File.ReadLines(file).FirstOrDefault(line => line.StartsWith(start, StringComparison.Ordinal)) ?? start)[start.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static MachineFacts Machine(string file)
    {
        Dictionary<string, string> said = Words(file, "# machine: ").Select(part => part.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);
        return new MachineFacts
        {
            WmemDefault = said.GetValueOrDefault("wmem", "4194304") is var bytes && bytes == "?" ? null : long.Parse(bytes, CultureInfo.InvariantCulture),
            SuricataVersion = said.GetValueOrDefault("version"),
            SuricataProcess = said.TryGetValue("process", out string? process) ? int.Parse(process, CultureInfo.InvariantCulture) : null,
            SuricataAccount = said.TryGetValue("account", out string? account) ? Account(account.Split(':')) : null,
            EveSocket = said.TryGetValue("socket", out string? socket) ? Facts(socket.Split(':')) : null,
            RunFolder = said.TryGetValue("folder", out string? folder) ? Facts(folder.Split(':')) : null,
            EveSocketListens = said.GetValueOrDefault("listens", "yes") == "yes",
            SidecarReadsSuricataYaml = said.GetValueOrDefault("told") == "yes",
            AppArmor = said.TryGetValue("apparmor", out string? mode) ? Enum.Parse<AppArmorMode>(mode, ignoreCase: true) : AppArmorMode.Off,
            AppArmorNamesSocket = said.GetValueOrDefault("named") == "yes",
        };
    }

    private static Account Account(string[] fields) =>
        new(fields[0], fields[1], long.Parse(fields[2], CultureInfo.InvariantCulture), [.. fields[3].Split(',').Select(long.Parse)]);

    private static FileFacts Facts(string[] fields) =>
        new((UnixFileMode)Convert.ToInt32(fields[0], 8), long.Parse(fields[1], CultureInfo.InvariantCulture), long.Parse(fields[2], CultureInfo.InvariantCulture));
}
