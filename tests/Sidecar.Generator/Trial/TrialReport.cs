using System.Globalization;

namespace Sidecar.Generator.Trial;

/// <summary>A trial as a person reads it.</summary>
internal static class TrialReport
{
    public static string Header => "| hour | records | left | dns | tls | http | flow | left, beside the oracle | of callers |\n|---|---|---|---|---|---|---|---|---|\n";

    public static string Line(int number, TrialHour hour) => string.Create(
        CultureInfo.InvariantCulture,
        $"| {number} | {hour.Records:N0} | {100 * hour.LeftShare:0.####} % | {100 * hour.LeftShareOf(0):0.####} % | {100 * hour.LeftShareOf(1):0.####} % | {100 * hour.LeftShareOf(2):0.####} % | {100 * hour.LeftShareOf(3):0.####} % | {hour.Left:N0} / {hour.OracleLeaves:N0} = {hour.OverOracle:0.00} | {hour.Truth.OfCallers.Sum():N0} |\n");

    public static void WriteEnd(TextWriter output, NetworkTrial trial)
    {
        foreach ((string name, double? minutes) in trial.MinutesToExclude())
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {(minutes is null ? "never excluded" : $"excluded after {minutes:0.0} min")}"));
        output.WriteLine($"callers excluded by mistake: {trial.CallersExcluded.Count}; other keys: {trial.Mistakes.Count}");
        foreach (Said said in trial.CallersExcluded.Concat(trial.Mistakes).Take(20))
            output.WriteLine($"  {said.Time / 60_000_000} min {said.View} {said.Key}: {said.Reason}");
        output.WriteLine($"excluded at the end: {string.Join(", ", trial.StillExcluded().GroupBy(key => key.View).Select(view => $"{view.Count()} in {view.Key}"))}");
        foreach (Engine.ViewStats view in trial.Stats.Views)
            output.WriteLine($"{view.Name}: {view.Keys} keys, refused {string.Join(", ", Enum.GetValues<Engine.Learning.Guard>().Where(guard => view.RefusedByGuard[(int)guard] > 0).Select(guard => $"{view.RefusedByGuard[(int)guard]} {guard}"))}");
    }
}
