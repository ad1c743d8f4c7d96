using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;
using Xunit.Abstractions;

namespace Sidecar.EndToEnd;

/// <summary>
/// Kills at random moments while records come in: every restart comes up, knows every exclusion that was announced, has
/// learned what it had until the latest state, and says nothing twice. SIDECAR_KILLS is how often; 5 when it says nothing.
/// </summary>
public sealed partial class KillTests(ITestOutputHelper output) : IDisposable
{
    private const int StateIntervalSeconds = 60;

    /// <summary>Event time that may pass while a state is being written, beside the interval: two seconds at the sender's pace.</summary>
    private static readonly TimeSpan s_writing = TimeSpan.FromMinutes(20);

    private readonly string _folder = Directory.CreateTempSubdirectory("sidecar-kill-").FullName;
    private readonly Dictionary<string, string> _said = [];
    private readonly Dictionary<string, DateTimeOffset> _inForce = [];
    private DateTimeOffset _latestVerdict = DateTimeOffset.MinValue;
    private int _minute;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_kill_at_any_moment_loses_no_exclusion_that_was_announced_and_at_most_an_interval_of_learning()
    {
        int kills = int.Parse(Environment.GetEnvironmentVariable("SIDECAR_KILLS") ?? "5", CultureInfo.InvariantCulture);
        Random random = new(20260105);
        for (int kill = 0; kill < kills; kill++)
        {
            using SidecarProcess sidecar = Start();
            using VerdictClient reader = new(sidecar.VerdictSocket);
            sidecar.WaitForReaders(1);
            // The first run must learn something; later ones may die in their first moment.
            SendFor(sidecar, TimeSpan.FromMilliseconds(kill == 0 ? 2_000 : random.Next(0, 1_500)));
            sidecar.KillHard();
            Hear(reader.Lines());
        }

        Assert.NotEmpty(_said);
        using SidecarProcess last = Start();
        using (VerdictClient reader = new(last.VerdictSocket))
        {
            last.WaitForReaders(1);
            SendFor(last, TimeSpan.FromSeconds(1));
            last.Stop().Balanced();
            Hear(reader.Lines());
        }

        output.WriteLine($"{kills} kills, {_minute} minutes of event time, {_said.Count} verdicts, {_inForce.Count} in force at the end");
        Assert.DoesNotContain("cannot be", last.Talk, StringComparison.Ordinal);
    }

    private SidecarProcess Start()
    {
        SidecarProcess sidecar = SidecarProcess.StartIn(
            _folder, "--set", $"snapshots.state-interval={StateIntervalSeconds}s", "--set", "profiles.window=5m");
        if (_said.Count > 0)
            AssertKnows(sidecar.Talk);
        return sidecar;
    }

    /// <summary>What a restart says of itself, against what the killed one had announced.</summary>
    private void AssertKnows(string talk)
    {
        Assert.DoesNotContain("left out", talk, StringComparison.Ordinal);
        Match match = GoesOn().Match(talk);
        Assert.True(match.Success, talk);
        DateTimeOffset stood = DateTimeOffset.ParseExact(match.Groups["time"].Value, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        int exclusions = int.Parse(match.Groups["exclusions"].Value, CultureInfo.InvariantCulture);
        // A tick that was on the disk and not yet told when the kill came changes at most one key at a time here.
        bool toldAll = stood <= _latestVerdict;
        Assert.InRange(exclusions, _inForce.Count - (toldAll ? 0 : 1), _inForce.Count + (toldAll ? 0 : 1));
        Assert.True(stood >= _latestVerdict - TimeSpan.FromSeconds(StateIntervalSeconds) - s_writing, $"{talk} and the latest verdict was of {_latestVerdict}");
    }

    /// <summary>A minute of event time every hundred milliseconds, another user agent loud every eight of them.</summary>
    private void SendFor(SidecarProcess sidecar, TimeSpan time)
    {
        using EveClient suricata = new(sidecar.EveSocket);
        long end = Environment.TickCount64 + (long)time.TotalMilliseconds;
        while (Environment.TickCount64 < end)
        {
            suricata.Send(LoudTraffic.Of($"loud/{_minute / 8}", minutes: 1, from: _minute));
            _minute++;
            Thread.Sleep(100);
        }
    }

    private void Hear(IReadOnlyList<string> lines)
    {
        foreach (string line in lines)
        {
            JsonElement verdict = JsonDocument.Parse(line).RootElement;
            JsonElement body = verdict.GetProperty("heavy_hitter");
            string key = $"{body.GetProperty("view").GetString()} {body.GetProperty("key").GetString()}";
            string action = body.GetProperty("action").GetString()!;
            string time = verdict.GetProperty("timestamp").GetString()!;
            Assert.True(_said.TryAdd($"{time} {action} {key}", line), $"said twice: {line}");
            _latestVerdict = DateTimeOffset.ParseExact(time, "yyyy-MM-dd'T'HH:mm:ss.ffffffzzz", CultureInfo.InvariantCulture);
            if (action is "exclude" or "mark")
                Assert.False(_inForce.ContainsKey(key), $"excluded again, so it had been forgotten: {line}");
            if (action is "exclude" or "mark" or "renew")
                _inForce[key] = _latestVerdict;
            else
                _inForce.Remove(key);
        }
    }

    [GeneratedRegex(@"goes on where the state of (?<time>\w+) stood, with (?<exclusions>\d+) exclusions and (?<keys>\d+) keys")]
    private static partial Regex GoesOn();
}
