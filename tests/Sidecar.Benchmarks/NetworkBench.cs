using System.Diagnostics;
using System.Globalization;
using System.Text;
using Sidecar.Engine;
using Sidecar.Generator;
using Sidecar.Generator.Trial;

namespace Sidecar.Benchmarks;

/// <summary>
/// What the sift leaves of networks whose truth is known, beside an oracle: a small one hour by hour, twenty of each kind in
/// one line, and a large one, streamed through a pipe.
/// </summary>
internal static class NetworkBench
{
    private const int Seeds = 20;

    private static readonly NetworkOptions s_large = NetworkOptions.Default with { Clients = 5_000, Sites = 20_000, FlowsPerSecond = 2_000 };

    private static readonly (string Name, NetworkOptions Options)[] s_kinds =
    [
        ("600 clients, 25 flows/s, 8 h", NetworkOptions.Default),
        ("callers wear the most common user agent", NetworkOptions.Default with { CallersWearCommonAgent = true }),
        ("callers on the scanner's host", NetworkOptions.Default with { CallersShareScannerHost = true }),
        ("flat: no heavy hitters", NetworkOptions.Default with { Flat = true }),
    ];

    /// <summary>For people: so many seeds of each kind, and the large network when its hours are named.</summary>
    /// <param name="arguments">Seeds, then hours of the large network; 20 and 8 when nothing is said.</param>
    public static int Print(string[] arguments)
    {
        int[] counts = [.. arguments.Select(text => int.Parse(text, CultureInfo.InvariantCulture))];
        Console.Write(Measure(counts.Length > 0 ? counts[0] : Seeds, counts.Length > 1 ? counts[1] : s_large.Hours));
        return 0;
    }

    public static void Run(Table table) => table.AddBehind(Measure(Seeds, s_large.Hours));

    private static string Measure(int seeds, int largeHours)
    {
        StringBuilder text = new();
        text.Append("\n## What the sift leaves\n\nParts are of all records of their type, the callers' not counted. The oracle excludes a service from its third client on, and the scanner from the start.\n\n");
        AppendHours(text, "600 clients, 3,000 sites, 25 flows a second", NetworkOptions.Default);
        text.Append(CultureInfo.InvariantCulture, $"{seeds} seeds of each kind:\n\n| network | all loud excluded within | callers excluded | other keys by mistake | left in the last hour | beside the oracle |\n|---|---|---|---|---|---|\n");
        foreach ((string name, NetworkOptions options) in s_kinds)
        {
            AppendKind(text, name, options, seeds);
        }

        text.Append('\n');
        if (largeHours > 0)
        {
            AppendHours(text, "5,000 clients, 20,000 sites, 2,000 flows a second", s_large with { Hours = largeHours });
        }

        return text.ToString();
    }

    private static void AppendHours(StringBuilder text, string name, NetworkOptions options)
    {
        Stopwatch watch = Stopwatch.StartNew();
        StringBuilder lines = new();
        int hour = 0;
        using TrialProgress progress = new(options.Hours);
        NetworkTrial trial = NetworkTrial.Run(
            options,
            EngineOptions.Default,
            done =>
            {
                lines.Append(TrialReport.Line(++hour, done));
                progress.EndHour();
                progress.Say(TrialReport.Line(hour, done));
            },
            progress.Watch);
        progress.Dispose();
        long records = trial.Hours.Sum(done => done.Records);
        text.Append(CultureInfo.InvariantCulture, $"{name}: {records / 1e6:0.0} million records in {watch.Elapsed.TotalSeconds:0} s, {trial.Stats.Views.Sum(view => view.Excluded):N0} keys excluded, {trial.CallersExcluded.Count} callers and {trial.Mistakes.Count} other keys by mistake.\n\n");
        text.Append(TrialReport.Header).Append(lines).Append('\n');
    }

    private static void AppendKind(StringBuilder text, string name, NetworkOptions options, int seeds)
    {
        double slowest = 0;
        int callers = 0;
        int mistakes = 0;
        List<double> left = [];
        List<double> beside = [];
        using TrialProgress progress = new(seeds * options.Hours);
        for (int seed = 1; seed <= seeds; seed++)
        {
            NetworkTrial trial = NetworkTrial.Run(options with { Seed = (ulong)seed }, EngineOptions.Default, _ => progress.EndHour(), progress.Watch);
            slowest = options.Flat ? 0 : Math.Max(slowest, trial.MinutesToExclude().Values.Max(minutes => minutes ?? double.PositiveInfinity));
            callers += trial.CallersExcluded.Count;
            mistakes += options.Flat ? trial.Said.Count(said => said.Action == "exclude") : trial.Mistakes.Count;
            left.Add(trial.Hours[^1].LeftShare);
            beside.Add(trial.Hours[^1].OverOracle);
        }

        string minutes = options.Flat ? "" : string.Create(CultureInfo.InvariantCulture, $"{slowest:0} min");
        string oracle = options.Flat ? "" : string.Create(CultureInfo.InvariantCulture, $"{beside.Min():0.000} to {beside.Max():0.000}");
        string row = string.Create(CultureInfo.InvariantCulture, $"| {name} | {minutes} | {callers} | {mistakes} | {100 * left.Min():0.###} to {100 * left.Max():0.###} % | {oracle} |\n");
        progress.Say(row);
        text.Append(row);
    }
}
