using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace Sidecar.EndToEnd;

/// <summary>
/// The real Suricata reads a pcap, and the scripts in lua/ write its records to where they are told. Beside them an
/// eve-log of the same types writes into a file: what the scripts say is compared with that.
/// </summary>
internal sealed class LuaSuricata
{
    private const string Modules = "/usr/lib/x86_64-linux-gnu/lua/5.4/?.so;/usr/lib/aarch64-linux-gnu/lua/5.4/?.so";

    private LuaSuricata(string eve, string talk)
    {
        Eve = eve;
        Talk = talk;
    }

    /// <summary>File of the eve-log.</summary>
    public string Eve { get; }

    /// <summary>What Suricata said.</summary>
    public string Talk { get; }

    /// <summary>What the three scripts were to write, as they say at the end.</summary>
    public long Records => Sum(@"\.lua: (\d+) records to ");

    public long Lost => Sum(@", (\d+) of them lost");

    /// <summary>Suricata 7 runs scripts by LuaJIT, 8 by Lua.</summary>
    public bool HasJit => Talk.Contains("This is Suricata version 7.", StringComparison.Ordinal);

    /// <param name="folder">Of all that Suricata writes.</param>
    /// <param name="destination">Of the scripts' records: EVE_SIDECAR_LUA.</param>
    /// <param name="wait">Seconds that a record may wait for its reader.</param>
    public static LuaSuricata Read(string pcap, string folder, string destination, int wait = 0)
    {
        if (!File.Exists("/usr/share/lua/5.4/socket.lua"))
            Assert.Fail("not run: lua-socket is missing; `make test` installs it on Debian and Ubuntu");
        string config = Path.Combine(folder, "suricata.yaml");
        string eve = Path.Combine(folder, "eve.json");
        File.WriteAllText(config, Configuration(folder, eve));
        File.WriteAllText(Path.Combine(folder, "classification.config"), "config classification: bad-unknown,Potentially Bad Traffic,2\n");
        File.WriteAllText(Path.Combine(folder, "reference.config"), "");
        ProcessStartInfo start = new(SuricataRunner.Find(),
            ["-c", config, "-S", FixtureFiles.PathOf("scene.rules"), "-r", pcap, "-l", folder, "--runmode", "single", "-k", "none"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["EVE_SIDECAR_LUA"] = destination;
        start.Environment["EVE_SIDECAR_LUA_WAIT"] = wait.ToString(CultureInfo.InvariantCulture);
        start.Environment["TZ"] = "UTC";
        using Process suricata = Process.Start(start)!;
        Task<string> talk = suricata.StandardOutput.ReadToEndAsync();
        Task<string> errors = suricata.StandardError.ReadToEndAsync();
        if (!suricata.WaitForExit(TimeSpan.FromMinutes(1)))
        {
            suricata.Kill();
            Assert.Fail("Suricata did not end: something let it wait");
        }

        string said = talk.Result + errors.Result;
        Assert.True(suricata.ExitCode == 0, said);
        Assert.Equal(3, Regex.Count(said, @"eve-sidecar: (flow|http|tls)\.lua: \d+ records to "));
        return new LuaSuricata(eve, said);
    }

    private long Sum(string pattern) =>
        Regex.Matches(Talk, pattern).Sum(match => long.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture));

    private static string Configuration(string folder, string eve) => $$"""
        %YAML 1.1
        ---
        classification-file: {{folder}}/classification.config
        reference-config-file: {{folder}}/reference.config
        unix-command: {enabled: no}
        outputs:
          - eve-log:
              enabled: yes
              filetype: regular
              filename: {{eve}}
              types: [http: {extended: yes}, tls: {extended: yes}, flow]
          - lua:
              enabled: yes
              scripts-dir: {{FixtureFiles.Root}}/lua
              path: /usr/share/lua/5.4/?.lua
              cpath: {{Modules}}
              scripts: [http.lua, flow.lua, tls.lua]
        app-layer:
          protocols:
            http: {enabled: yes}
            tls: {enabled: yes, ja3-fingerprints: yes}

        """;
}
