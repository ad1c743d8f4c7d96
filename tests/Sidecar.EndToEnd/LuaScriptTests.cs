using System.Diagnostics;
using System.Text.Json;
using Xunit;

namespace Sidecar.EndToEnd;

/// <summary>The Lua output scripts give the playbook what Suricata's own EVE gives it, on the version of Suricata at hand.</summary>
public sealed class LuaScriptTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sidecar-lua-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_scene_by_Lua_is_the_scene_by_EVE()
    {
        LetSuricataRun();
        string http = Path.Combine(_folder, "eve-http.json");
        string flow = Path.Combine(_folder, "eve-flow.json");
        Assert.All(File.ReadLines(http).Concat(File.ReadLines(flow)), line => JsonDocument.Parse(line).Dispose());

        JsonElement byLua = Playbook(http, flow);
        JsonElement byEve = Playbook(FixtureFiles.PathOf("golden", "scene.eve.ndjson.zst"));
        foreach (string figure in (string[])["keys", "transactions", "flows", "joined", "profile", "clusters"])
            Assert.True(JsonElement.DeepEquals(byEve.GetProperty(figure), byLua.GetProperty(figure)), figure);
    }

    private static JsonElement Playbook(params string[] inputs)
    {
        Finished finished = SidecarProcess.Run(["playbook", "--json", .. inputs]);
        Assert.True(finished.ExitCode == 0, finished.Talk);
        return JsonDocument.Parse(finished.Output).RootElement;
    }

    private void LetSuricataRun()
    {
        string config = Path.Combine(_folder, "suricata.yaml");
        File.WriteAllText(config, $$"""
            %YAML 1.1
            ---
            classification-file: {{_folder}}/classification.config
            reference-config-file: {{_folder}}/reference.config
            outputs:
              - lua:
                  enabled: yes
                  scripts-dir: {{FixtureFiles.Root}}/lua
                  scripts: [http.lua, flow.lua]
            app-layer:
              protocols:
                http: {enabled: yes}
                tls: {enabled: yes}

            """);
        File.WriteAllText(Path.Combine(_folder, "classification.config"), "config classification: bad-unknown,Potentially Bad Traffic,2\n");
        File.WriteAllText(Path.Combine(_folder, "reference.config"), "");
        ProcessStartInfo start = new(SuricataRunner.Find(),
            ["-c", config, "-S", FixtureFiles.PathOf("scene.rules"), "-r", FixtureFiles.PathOf("scene.pcap"), "-l", _folder, "--runmode", "single"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["EVE_SIDECAR_LUA"] = _folder;
        start.Environment["TZ"] = "Asia/Tokyo";
        using Process suricata = Process.Start(start)!;
        Task<string> talk = suricata.StandardOutput.ReadToEndAsync();
        Task<string> errors = suricata.StandardError.ReadToEndAsync();
        Assert.True(suricata.WaitForExit(TimeSpan.FromMinutes(2)), "Suricata did not end");
        Assert.True(suricata.ExitCode == 0, talk.Result + errors.Result);
    }
}
