using System.CommandLine;
using Sidecar.Config;
using Sidecar.Control;
using Sidecar.Top;

namespace Sidecar.Cli;

/// <summary><c>eve-sidecar top</c>: what a running sidecar sees, as a screen that goes on, in the manner of htop.</summary>
internal static class TopCommand
{
    private const long LongestIntervalSeconds = 3600;

    public static Command Create()
    {
        Option<DirectoryInfo?> runDirectory = RunDirectory.Option();
        Option<string> interval = new("--interval") { Description = "How often the sidecar is asked, for example 10s.", HelpName = "TIME", DefaultValueFactory = _ => "2s" };
        Command command = new("top", "Shows on the whole terminal what comes, what is left, what is excluded, and live flows, until q is pressed. Example: eve-sidecar top --run-dir /run/eve-sidecar");
        command.Options.Add(runDirectory);
        command.Options.Add(interval);
        command.SetAction(parsed => Failure.Catch(() => Show(
            RunDirectory.Find(parsed.GetValue(runDirectory)?.ToString()), Interval(parsed.GetValue(interval)!))));
        return command;
    }

    private static int Show(RunDirectory directory, TimeSpan interval)
    {
        string? kind = Environment.GetEnvironmentVariable("TERM");
        if (Why(kind, Console.IsInputRedirected || Console.IsOutputRedirected) is string why)
        {
            Failure.Say($"top: {why}; eve-sidecar status prints the same once, eve-sidecar status --json for programs");
            return ExitCode.Usage;
        }

        using ControlClient client = new(directory.ControlSocket);
        // Before the screen is taken: where no sidecar runs, that is said as status says it.
        TopSample first = TopPoll.Look(client, null, TopState.First.Pane);
        using Stream terminal = Console.OpenStandardOutput();
        using TopScreen screen = new(terminal, HasColours(kind!, Environment.GetEnvironmentVariable("NO_COLOR")));
        using TopLoop loop = new(screen, first);
        loop.Run(client, interval, ReadKey, WindowSize);
        return ExitCode.Done;
    }

    /// <summary>Why this terminal will not do; nothing when it will.</summary>
    private static string? Why(string? kind, bool isRedirected) =>
        isRedirected ? "standard input and output must be a terminal"
        : string.IsNullOrEmpty(kind) || kind == "dumb" ? $"this terminal cannot place a cursor (TERM is {(string.IsNullOrEmpty(kind) ? "not set" : kind)})"
        : null;

    /// <summary>The DEC terminals and their like have none; no-color.org says how a person refuses them.</summary>
    private static bool HasColours(string kind, string? refused) =>
        string.IsNullOrEmpty(refused) && !kind.StartsWith("vt", StringComparison.Ordinal) && !kind.EndsWith("-m", StringComparison.Ordinal);

    /// <summary>Nothing when the terminal is gone: reading then gives no key at all.</summary>
    private static ConsoleKeyInfo? ReadKey()
    {
        ConsoleKeyInfo key = Console.ReadKey(intercept: true);
        return key is { Key: 0, KeyChar: '\0' } ? null : key;
    }

    /// <summary>A line that has no size, such as a serial one, is taken for the usual.</summary>
    private static (int Width, int Height) WindowSize()
    {
        (int width, int height) = (Console.WindowWidth, Console.WindowHeight);
        return width > 0 && height > 0 ? (width, height) : (80, 24);
    }

    private static TimeSpan Interval(string text) =>
        SettingTypes.Time.TryRead(text, out long seconds) && seconds is >= 1 and <= LongestIntervalSeconds
            ? TimeSpan.FromSeconds(seconds)
            : throw new ConfigurationException([$"--interval: '{text}' is no time from 1s to 1h"]);
}
