using System.CommandLine;
using Sidecar.Engine.Snapshots;

namespace Sidecar.Cli;

/// <summary><c>eve-sidecar snapshot</c>: looks into the states that a run has saved, and merges the profile exports of several. Changes nothing.</summary>
internal static class SnapshotCommand
{
    public static Command Create() => new(
        "snapshot",
        "Looks into the states that a run saves, and merges profile exports. Example: eve-sidecar snapshot show /var/lib/eve-sidecar/snapshots")
    {
        Verb("list", "Lists the states of a folder, newest first.", SnapshotList.List),
        Show(),
        Verb("verify", "Checks every checksum of a file or of all files of a folder; exit code 1 when one is not whole or cannot be read.", SnapshotList.Verify),
        Export(),
        SnapshotMergeCommand.Create(),
    };

    private static Command Verb(string name, string help, Func<string, int> work)
    {
        SnapshotArguments states = new();
        Command command = new(name, help);
        states.AddTo(command);
        command.SetAction(parsed => Failure.Catch(() => work(states.Read(parsed))));
        return command;
    }

    private static Command Show()
    {
        SnapshotArguments states = new();
        Option<bool> all = new("--all") { Description = "Every exclusion and every key; the heaviest 20 of each view when not given." };
        Command command = new("show", "Shows accounts, and the heaviest exclusions and keys, of a file, or of what a start on the folder would go on with.");
        states.AddTo(command);
        command.Options.Add(all);
        command.SetAction(parsed => Failure.Catch(() => Show(states.Read(parsed), parsed.GetValue(all))));
        return command;
    }

    private static Command Export()
    {
        SnapshotArguments states = new();
        Option<bool> csv = new("--csv") { Description = "Comma-separated values; a key that a spreadsheet would run as a formula begins with '." };
        Option<bool> ndjson = new("--ndjson") { Description = "One JSON object a line." };
        Option<string?> view = new("--view") { Description = "The keys of this view alone.", HelpName = "VIEW" };
        Command command = new("export", "Writes all keys with all their numbers to standard output. Example: eve-sidecar snapshot export --csv --view tls-sni > sni.csv");
        states.AddTo(command);
        command.Options.Add(csv);
        command.Options.Add(ndjson);
        command.Options.Add(view);
        command.Validators.Add(result =>
        {
            if (result.GetValue(csv) == result.GetValue(ndjson))
            {
                result.AddError("Say one of --csv and --ndjson.");
            }
        });
        command.SetAction(parsed => Failure.Catch(() => Write(states.Read(parsed), parsed.GetValue(csv), parsed.GetValue(view))));
        return command;
    }

    private static int Show(string path, bool all)
    {
        SnapshotText.Write(Console.Out, Read(path), all);
        return ExitCode.Done;
    }

    private static int Write(string path, bool csv, string? view)
    {
        StateContent state = Read(path);
        if (view is not null)
        {
            StateTable[] chosen = [.. state.Tables.Where(table => table.View == view)];
            state = chosen.Length > 0
                ? state with { Tables = chosen }
                : throw new IOException($"{path}: there is no view '{view}' in it; it has {string.Join(", ", state.Tables.Select(table => table.View))}");
        }

        if (csv)
        {
            SnapshotCsv.Write(Console.Out, state);
        }
        else
        {
            using Stream output = Console.OpenStandardOutput();
            StateNdjson.Write(output, state);
        }

        return ExitCode.Done;
    }

    /// <exception cref="IOException">There is no state, or it is damaged.</exception>
    private static StateContent Read(string path)
    {
        SnapshotArguments.RefuseMissing(path);
        if (!Directory.Exists(path))
        {
            return StateContent.TryRead(path, out StateContent? one, out StateFileFault fault) ? one : throw new IOException($"{path}: {fault.Detail}");
        }

        bool any = StateContent.TryReadNewest(path, out StateContent? newest, out IReadOnlyList<string> notes);
        foreach (string note in notes)
        {
            Failure.Say(note);
        }

        return any ? newest! : throw new IOException($"{path}: there is no state in it that could be read");
    }
}
