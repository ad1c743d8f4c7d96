using System.CommandLine;
using Sidecar.Control;

namespace Sidecar.Cli;

/// <summary><c>eve-sidecar status</c>: how a running sidecar is.</summary>
internal static class StatusCommand
{
    /// <summary>Of the keys that were learned; those that people spoke about come all.</summary>
    private const string Exclusions = "/exclusions?count=100";

    public static Command Create()
    {
        Option<DirectoryInfo?> runDirectory = RunDirectory.Option();
        Option<bool> json = new("--json") { Description = "One JSON object, whose names stay." };
        Option<bool> flows = new("--flows") { Description = "The longest-lived and the heaviest of the live flows instead." };
        Command command = new("status", "Tells how a running sidecar is: what came in, what was lost, what is excluded. Example: eve-sidecar status --json | jq .stats.records");
        command.Options.Add(runDirectory);
        command.Options.Add(json);
        command.Options.Add(flows);
        command.SetAction(parsed => Failure.Catch(() => Show(
            RunDirectory.Find(parsed.GetValue(runDirectory)?.ToString()), parsed.GetValue(flows) ? "/flows" : "/status", parsed.GetValue(json))));
        return command;
    }

    private static int Show(RunDirectory directory, string page, bool asJson)
    {
        using ControlClient client = new(directory.ControlSocket);
        ControlAnswer answer = client.Get(page);
        if (!answer.IsGood)
        {
            throw client.Strange(answer);
        }

        if (page == "/status" && client.Get(Exclusions) is { IsGood: true } exclusions)
        {
            answer = answer with { Body = Joined(answer.Body, exclusions.Body) };
        }

        if (asJson)
        {
            using Stream output = StandardOutput.Open();
            output.Write(answer.Body);
            return ExitCode.Done;
        }

        if (page == "/flows")
        {
            FlowsText.Write(Console.Out, client.Read(answer, ControlJson.Default.LiveFlowsDocument));
        }
        else
        {
            StatusText.Write(Console.Out, client.Read(answer, ControlJson.Default.StatusDocument));
        }

        return ExitCode.Done;
    }

    /// <summary>
    /// The members of two JSON objects as one, byte for byte: a key need not be text that .NET can hold.
    /// </summary>
    public static byte[] Joined(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other) =>
        [.. one[..one.LastIndexOf((byte)'}')], (byte)',', .. other[(other.IndexOf((byte)'{') + 1)..]];
}
