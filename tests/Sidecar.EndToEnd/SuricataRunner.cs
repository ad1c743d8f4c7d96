using System.Diagnostics;
using Xunit;

namespace Sidecar.EndToEnd;

/// <summary>
/// Runs the real Suricata over a pcap with a small configuration of its own, so that what the machine has in
/// /etc/suricata changes nothing. The binary is the one that SURICATA names, or the first on PATH. Without one the
/// test fails: an end-to-end test that is left out says nothing.
/// </summary>
internal static class SuricataRunner
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);

    /// <summary>Gives the path of Suricata or fails the test.</summary>
    public static string Find()
    {
        string? named = Environment.GetEnvironmentVariable("SURICATA");
        IEnumerable<string> candidates = string.IsNullOrEmpty(named)
            ? (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, "suricata"))
            : [named];
        string? found = candidates.FirstOrDefault(File.Exists);
        if (found is null)
            Assert.Fail("not run: Suricata is missing; `make test` installs it on Debian and Ubuntu; elsewhere set SURICATA to its path");
        return found;
    }

    /// <summary>
    /// Lets Suricata read <paramref name="pcap"/> and write EVE to <paramref name="eveFile"/>, which is a file
    /// ("regular") or our socket ("unix_stream"). All its other output goes to <paramref name="folder"/>.
    /// Checksums are checked (-k all): a packet with a wrong one must not pass unnoticed. Times are UTC.
    /// </summary>
    public static void ReadPcap(string pcap, string rules, string folder, string eveFile, string eveFileType = "regular")
    {
        string config = Path.Combine(folder, "suricata.yaml");
        File.WriteAllText(config, Configuration(folder, eveFile, eveFileType));
        File.WriteAllText(Path.Combine(folder, "classification.config"), "config classification: bad-unknown,Potentially Bad Traffic,2\n");
        File.WriteAllText(Path.Combine(folder, "reference.config"), "");
        File.WriteAllText(Path.Combine(folder, "test.rules"), rules);

        ProcessStartInfo start = new(Find(),
            ["-c", config, "-S", Path.Combine(folder, "test.rules"), "-r", pcap, "-l", folder, "--runmode", "single", "-k", "all"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["TZ"] = "UTC";
        using Process suricata = Process.Start(start)!;
        Task<string> talk = suricata.StandardOutput.ReadToEndAsync();
        Task<string> errors = suricata.StandardError.ReadToEndAsync();
        if (!suricata.WaitForExit(Longest))
        {
            suricata.Kill();
            Assert.Fail($"Suricata did not read {pcap} within {Longest}");
        }
        Assert.True(suricata.ExitCode == 0, $"Suricata ended with {suricata.ExitCode}: {talk.Result}{errors.Result}");
    }

    private static string Configuration(string folder, string eveFile, string eveFileType) => $"""
        %YAML 1.1
        ---
        classification-file: {folder}/classification.config
        reference-config-file: {folder}/reference.config
        unix-command:
          enabled: no
        stats:
          enabled: yes
        outputs:
          - eve-log:
              enabled: yes
              filetype: {eveFileType}
              filename: {eveFile}
              types:
                - alert
                - anomaly:
                    enabled: yes
                    types:
                      decode: yes
                      stream: yes
                      applayer: yes
                - http:
                    extended: yes
                - tls:
                    extended: yes
                - dns
                - files
                - flow
                - stats
        app-layer:
          protocols:
            http:
              enabled: yes
            tls:
              enabled: yes
              ja3-fingerprints: yes
            dns:
              udp:
                enabled: yes

        """;
}
