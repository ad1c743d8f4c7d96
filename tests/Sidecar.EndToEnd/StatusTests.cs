using System.Text.Json;
using Xunit;

namespace Sidecar.EndToEnd;

/// <summary>The command <c>status</c> beside a running sidecar.</summary>
public sealed class StatusTests
{
    [Fact]
    public void It_tells_what_came_and_the_account_balances()
    {
        using SidecarProcess sidecar = SidecarProcess.Start();
        using (EveClient suricata = new(sidecar.EveSocket))
        {
            suricata.Send(LoudTraffic.Of("loud/1.0") + "{\"torn\n");
            JsonElement records = default;
            SidecarProcess.WaitUntil(() => (records = Json(sidecar).GetProperty("stats").GetProperty("records")).GetProperty("received").GetInt64() == 10_401, "all is counted");
            Assert.Equal((10_400, 1, 0), (Number(records, "parsed"), Number(records, "rejected"), Number(records, "shed")));
            Assert.Equal((5_200, 5_200), (Number(records.GetProperty("by_type"), "http"), Number(records.GetProperty("by_type"), "flow")));
            Assert.Equal(1, records.GetProperty("rejected_by_cause").EnumerateObject().Sum(cause => cause.Value.GetInt64()));
            Assert.Equal(1, Number(Json(sidecar).GetProperty("stats").GetProperty("connections"), "open"));
            JsonElement flows = Json(sidecar).GetProperty("stats").GetProperty("flows");
            Assert.Equal(5_200, Number(flows, "opened"));
            Assert.Equal(Number(flows, "opened"), Number(flows, "closed") + Number(flows, "evicted") + Number(flows, "unfinished") + Number(flows, "live"));
            Assert.Contains(Json(sidecar).GetProperty("kernel").GetString(), (string[])["Scalar", "Vector128", "Vector256", "Vector512"]);
        }

        Finished shown = Run(sidecar.Folder);
        Assert.Equal(0, shown.ExitCode);
        Assert.Contains("records  10,401 received = 10,400 parsed + 1 rejected + 0 shed (1 ", shown.Text, StringComparison.Ordinal);
        Assert.InRange(shown.Text.Split('\n').Length, 8, 24);
        Assert.All(shown.Text.Split('\n'), line => Assert.InRange(line.Length, 0, 160));
        Finished longest = Run(sidecar.Folder, "--flows");
        Assert.True(longest.ExitCode == 0, longest.Talk);
        Assert.StartsWith("longest-lived ", longest.Text, StringComparison.Ordinal);
        Assert.Contains("\nheaviest ", longest.Text, StringComparison.Ordinal);
        sidecar.Stop().Balanced();
        Assert.False(File.Exists(Path.Combine(sidecar.Folder, "control.sock")));
    }

    [Fact]
    public void Where_no_sidecar_runs_it_says_so_and_fails()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("sidecar-status-");
        try
        {
            Finished failed = Run(folder.FullName);
            Assert.Equal(1, failed.ExitCode);
            Assert.StartsWith($"eve-sidecar: {folder.FullName}/control.sock: no sidecar runs there", failed.Talk, StringComparison.Ordinal);
            Assert.Empty(Directory.GetFileSystemEntries(folder.FullName));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_sidecar_that_was_killed_leaves_a_socket_that_the_next_one_replaces()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("sidecar-status-");
        try
        {
            using (SidecarProcess first = SidecarProcess.StartIn(folder.FullName))
                first.KillHard();
            Assert.Equal(1, Run(folder.FullName).ExitCode);
            using SidecarProcess second = SidecarProcess.StartIn(folder.FullName);
            Assert.Equal(0, Run(folder.FullName).ExitCode);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void It_answers_while_the_engine_has_its_hands_full()
    {
        using SidecarProcess sidecar = SidecarProcess.Start();
        using EveClient suricata = new(sidecar.EveSocket);
        byte[] traffic = System.Text.Encoding.UTF8.GetBytes(LoudTraffic.Of("loud/1.0"));
        bool stop = false;
        Thread sending = new(() =>
        {
            while (!Volatile.Read(ref stop))
                suricata.Send(traffic);
        });
        sending.Start();
        try
        {
            long before = 0;
            for (int ask = 0; ask < 5; ask++)
            {
                SidecarProcess.WaitUntil(() => Number(Json(sidecar).GetProperty("stats").GetProperty("records"), "received") > before, "more has come");
                before = Number(Json(sidecar).GetProperty("stats").GetProperty("records"), "received");
            }
        }
        finally
        {
            Volatile.Write(ref stop, true);
            sending.Join();
        }
    }

    private static Finished Run(string folder, params string[] options) => SidecarProcess.Run(["status", "--run-dir", folder, .. options]);

    private static JsonElement Json(SidecarProcess sidecar)
    {
        Finished finished = Run(sidecar.Folder, "--json");
        Assert.True(finished.ExitCode == 0, finished.Talk);
        return JsonDocument.Parse(finished.Text).RootElement;
    }

    private static long Number(JsonElement of, string name) => of.GetProperty(name).GetInt64();
}
