using System.CommandLine;
using System.Text.Json;
using Sidecar.Control;

namespace Sidecar.Cli;

/// <summary><c>eve-sidecar status</c>: how a running sidecar is.</summary>
internal static class StatusCommand
{
    public static Command Create()
    {
        Option<DirectoryInfo?> runDirectory = RunDirectory.Option();
        Option<bool> json = new("--json") { Description = "One JSON object, whose names stay." };
        Command command = new("status", "Tells how a running sidecar is: what came in, what was lost, what is excluded. Example: eve-sidecar status --json | jq .stats.records");
        command.Options.Add(runDirectory);
        command.Options.Add(json);
        command.SetAction(parsed => Failure.Catch(() => Show(RunDirectory.Find(parsed.GetValue(runDirectory)?.ToString()), parsed.GetValue(json))));
        return command;
    }

    private static int Show(RunDirectory directory, bool asJson)
    {
        using ControlClient client = new(directory.ControlSocket);
        ControlAnswer answer = client.Get("/status");
        if (!answer.IsGood)
        {
            throw new IOException($"{directory.ControlSocket}: answered {answer.Code}; is it an eve-sidecar of this version?");
        }

        if (asJson)
        {
            using Stream output = StandardOutput.Open();
            output.Write(answer.Body);
            return ExitCode.Done;
        }

        StatusDocument status = JsonSerializer.Deserialize(answer.Body, ControlJson.Default.StatusDocument)
            ?? throw new IOException($"{directory.ControlSocket}: answered nothing");
        StatusText.Write(Console.Out, status);
        return ExitCode.Done;
    }
}
