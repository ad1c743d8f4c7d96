using System.Diagnostics;
using System.Reflection;
using Sidecar.Engine;
using Sidecar.Engine.Eve;

namespace Sidecar.Control;

/// <summary>Everything that is told of a running sidecar at one moment: the engine's report, and the process around it.</summary>
internal sealed record Reading
{
    /// <summary>Nothing before the engine has run its first round.</summary>
    public required EngineReport? Report { get; init; }

    /// <summary>How long ago the report was made: more than a moment when the engine is busy with one thing.</summary>
    public required TimeSpan Age { get; init; }

    public required TimeSpan Uptime { get; init; }

    public required IReadOnlyList<int> CollectionsByGeneration { get; init; }

    /// <summary>All threads together stood still for so long.</summary>
    public required TimeSpan CollectionPause { get; init; }

    public required long ResidentBytes { get; init; }

    /// <summary>Questions that the engine refused because too many waited.</summary>
    public required long QuestionsRefused { get; init; }

    /// <summary>How long the engine thread answered questions, instead of reading records.</summary>
    public required TimeSpan AnsweringTime { get; init; }

    public static string Version { get; } =
        typeof(Reading).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>What reads the records: the widest instructions that this build and this processor have, or what was asked for.</summary>
    public static string Kernel { get; } = new EveParser(FieldTable.Engine).Kernel.ToString();

    /// <summary>Waits for the engine, but not for long: an engine that is busy is told of as it was.</summary>
    public static async Task<Reading> Take(LiveEngine live, TimeSpan patience)
    {
        EngineReport? report = live.LatestReport;
        if (live.TryReport() is Task<EngineReport> asked)
        {
            await Task.WhenAny(asked, Task.Delay(patience));
            report = asked.IsCompletedSuccessfully ? await asked : live.LatestReport;
        }

        using Process process = Process.GetCurrentProcess();
        return new Reading
        {
            Report = report,
            Age = report is null ? TimeSpan.Zero : TimeProvider.System.GetElapsedTime(report.TakenAt),
            Uptime = DateTimeOffset.Now - process.StartTime,
            CollectionsByGeneration = [.. Enumerable.Range(0, GC.MaxGeneration + 1).Select(GC.CollectionCount)],
            CollectionPause = GC.GetTotalPauseDuration(),
            ResidentBytes = process.WorkingSet64,
            QuestionsRefused = live.QuestionsRefused,
            AnsweringTime = live.AnsweringTime,
        };
    }
}
