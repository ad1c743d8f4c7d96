using System.Buffers;
using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Sidecar.Config;
using Sidecar.Control;
using Sidecar.Engine.Eve;
using Sidecar.Engine.Verdicts;

namespace Sidecar.Cli;

/// <summary><c>eve-sidecar exclusions</c>: lists what a running sidecar excludes, and says by hand what it shall.</summary>
internal static class ExclusionsCommand
{
    private const string Page = "/exclusions";

    public static Command Create() => new("exclusions", "Lists what a running sidecar excludes, and says by hand what it shall. Example: eve-sidecar exclusions pin --view http-user-agent curl/8")
    {
        ListCommand(),
        ChangeCommand(HandAction.Add, "Excludes a key until --for is over, whatever it does; an alert releases it."),
        ChangeCommand(HandAction.Remove, "Releases a key now, and takes back pin and never; learning may exclude it again."),
        ChangeCommand(HandAction.Pin, "Excludes a key until it is removed, whatever it does."),
        ChangeCommand(HandAction.Never, "Releases a key, and does not exclude it until it is removed."),
    };

    private static Command ListCommand()
    {
        Option<DirectoryInfo?> runDirectory = RunDirectory.Option();
        Option<string?> view = ViewOption();
        Option<bool> json = new("--json") { Description = "One JSON object, whose names stay." };
        Command command = new("list", "Lists the keys that are excluded, and those that never are. Keys are JSON strings: take what stands between the quotes for --json-key. Example: eve-sidecar exclusions list --json | jq '.exclusions[].key'");
        command.Options.Add(runDirectory);
        command.Options.Add(view);
        command.Options.Add(json);
        command.SetAction(parsed => Failure.Catch(() => List(
            RunDirectory.Find(parsed.GetValue(runDirectory)?.ToString()), parsed.GetValue(view), parsed.GetValue(json))));
        return command;
    }

    private static Command ChangeCommand(HandAction action, string help)
    {
        string name = HandActions.Name(action);
        Argument<string> key = new("KEY") { Description = "The key as plain text, or as a JSON string without its quotes with --json-key." };
        Option<DirectoryInfo?> runDirectory = RunDirectory.Option();
        Option<string?> view = ViewOption();
        Option<bool> escaped = new("--json-key") { Description = "KEY has the escapes of a JSON string, as exclusions list and verdicts print it: for bytes that no terminal takes." };
        Option<string?> life = new("--for") { Description = "Event time that it lasts, for example 8h; exclusions.life when absent.", HelpName = "TIME" };
        Option<bool> json = new("--json") { Description = "Print what the sidecar answers, as JSON." };
        Command command = new(name, $"{help} Example: eve-sidecar exclusions {name} --view http-user-agent curl/8");
        command.Arguments.Add(key);
        command.Options.Add(view);
        command.Options.Add(escaped);
        if (action == HandAction.Add)
        {
            command.Options.Add(life);
        }

        command.Options.Add(runDirectory);
        command.Options.Add(json);
        command.SetAction(parsed => Failure.Catch(() => Change(
            RunDirectory.Find(parsed.GetValue(runDirectory)?.ToString()),
            RequestOf(name, parsed.GetValue(view), Key(parsed.GetValue(key)!, parsed.GetValue(escaped)), action == HandAction.Add ? Life(parsed.GetValue(life)) : null),
            parsed.GetValue(json))));
        return command;
    }

    private static Option<string?> ViewOption() => new("--view") { Description = "Name of the view; may be absent when there is only one.", HelpName = "V" };

    private static byte[] Key(string text, bool isEscaped) => !isEscaped
        ? KeyJson.FromText(text)
        : KeyJson.FromEscapes(text) ?? throw new ConfigurationException([$"KEY: '{text}' is no JSON string without its quotes"]);

    private static long? Life(string? text) => text is null ? null
        : SettingTypes.Time.TryRead(text, out long seconds) ? seconds
        : throw new ConfigurationException([$"--for: '{text}' is no time, for example 8h"]);

    private static byte[] RequestOf(string action, string? view, byte[] key, long? life)
    {
        ArrayBufferWriter<byte> output = new();
        using (Utf8JsonWriter json = new(output))
        {
            json.WriteStartObject();
            json.WriteString("action", action);
            if (view is not null)
            {
                json.WriteString("view", view);
            }

            json.WritePropertyName("key");
            json.WriteRawValue(KeyJson.ToJson(key), skipInputValidation: true);
            if (life is long seconds)
            {
                json.WriteNumber("life_seconds", seconds);
            }

            json.WriteEndObject();
        }

        return output.WrittenSpan.ToArray();
    }

    private static int Change(RunDirectory directory, byte[] request, bool asJson)
    {
        using ControlClient client = new(directory.ControlSocket);
        ControlAnswer answer = client.Post(Page, request);
        if (asJson)
        {
            Print(answer.Body);
        }

        ExclusionAnswer said = client.Read(answer, ControlJson.Default.ExclusionAnswer);
        if (said.NotSaved is string why)
        {
            Failure.Say($"done, but it will not outlive a restart: {why}");
        }

        if (!answer.IsGood)
        {
            Failure.Say(said.Error ?? $"{directory.ControlSocket}: answered {answer.Code}");
        }

        return answer.IsGood && said.NotSaved is null ? ExitCode.Done : ExitCode.Failed;
    }

    private static int List(RunDirectory directory, string? view, bool asJson)
    {
        using ControlClient client = new(directory.ControlSocket);
        ControlAnswer answer = client.Get(view is null ? Page : $"{Page}?view={Uri.EscapeDataString(view)}");
        if (!answer.IsGood)
        {
            Failure.Say(client.Read(answer, ControlJson.Default.ExclusionAnswer).Error ?? $"{directory.ControlSocket}: answered {answer.Code}");
            return ExitCode.Failed;
        }

        if (asJson)
        {
            Print(answer.Body);
            return ExitCode.Done;
        }

        foreach (ExclusionDocument one in client.Read(answer, ControlJson.Default.ExclusionsDocument).Exclusions ?? [])
        {
            Console.Out.WriteLine(Line(one));
        }

        return ExitCode.Done;
    }

    /// <summary>Tabs between: view, how, since, until, share, key, reason.</summary>
    private static string Line(ExclusionDocument one) => string.Join('\t', ((string[])
    [
        one.View,
        one.ByHand ?? "learned",
        one.Since,
        one.Expires ?? "no end",
        string.Create(CultureInfo.InvariantCulture, $"{100 * one.Share:0.#} %"),
        one.Key.GetRawText(),
        one.Reason,
    ]).Select(Printable.Line));

    private static void Print(byte[] body)
    {
        using Stream output = StandardOutput.Open();
        output.Write(body);
    }
}
