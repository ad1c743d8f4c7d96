using System.CommandLine;
using System.CommandLine.Parsing;
using Sidecar.Engine.Selection;

namespace Sidecar.Cli;

/// <summary><c>eve-sidecar select</c>: fields out of EVE, fast, as jq prints them.</summary>
internal static class SelectCommand
{
    public static Command Create()
    {
        Argument<string> fields = new("FIELD,...")
        {
            Description = "Paths as in EVE, for example src_ip,flow.bytes_toserver,dns.queries[].rrname; [] is the first element of an array.",
        };
        Argument<string[]> inputs = Inputs.Argument();
        Option<string[]> where = new("--where")
        {
            Description = "Only records in which the field has this value: a string's text, a number, true, false or null (missing); "
                + "may stand several times, and all must hold. A line that cannot hold the value is left out unread.",
            HelpName = "FIELD=VALUE",
            DefaultValueFactory = _ => [],
        };
        Option<bool> json = new("--json")
        {
            Description = "One JSON object a record, the paths as keys, missing as null; numbers keep all their digits.",
        };
        Option<bool> tsv = new("--tsv")
        {
            Description = "The default: exactly what jq 1.6 gives for '[.a,.b.c]|@tsv', so integers beyond 2^53 are rounded; "
                + "an object or array, at which jq fails, as compact JSON.",
        };
        Option<bool> quiet = QuietOption.Create();
        Command command = new("select",
            "Prints fields of EVE records. Lines that are no records are left out, and counted on stderr; "
            + "the exit code is 1 when there was nothing else. "
            + "Example: eve-sidecar select timestamp,src_ip,flow.bytes_toserver eve.json.1.gz --where event_type=flow");
        command.Arguments.Add(fields);
        command.Arguments.Add(inputs);
        command.Options.Add(where);
        command.Options.Add(json);
        command.Options.Add(tsv);
        command.Options.Add(quiet);
        command.Validators.Add(result => Check(result, fields, where, json, tsv));
        command.SetAction(parsed => Failure.Catch(() => Select(
            Compile(parsed.GetValue(fields)!, parsed.GetValue(where)!, parsed.GetValue(json)),
            parsed.GetValue(inputs)!,
            parsed.GetValue(quiet))));
        return command;
    }

    private static void Check(CommandResult result, Argument<string> fields, Option<string[]> where, Option<bool> json, Option<bool> tsv)
    {
        if (result.GetValue(json) && result.GetValue(tsv))
        {
            result.AddError("--json and --tsv exclude each other");
        }

        string[] conditions = result.GetValue(where)!;
        if (conditions.FirstOrDefault(condition => !condition.Contains('=', StringComparison.Ordinal)) is string wrong)
        {
            result.AddError($"--where {wrong} has no value: write FIELD=VALUE");
            return;
        }

        try
        {
            Compile(result.GetValue(fields) ?? "", conditions, result.GetValue(json));
        }
        catch (ArgumentException refusal)
        {
            result.AddError(refusal.Message);
        }
    }

    private static FieldSelection Compile(string fields, string[] where, bool json) => FieldSelection.Compile(
        fields.Split(','),
        [.. where.Select(condition => condition.Split('=', 2)).Select(pair => KeyValuePair.Create(pair[0], pair[1]))],
        json,
        forTerminal: !Console.IsOutputRedirected);

    private static int Select(FieldSelection selection, string[] inputs, bool isQuiet)
    {
        using SelectRun run = new(selection);
        using Progress progress = Progress.Of(inputs, isQuiet);
        using Stream output = progress.Beside(StandardOutput.Open());
        progress.CountRecords(() => run.LinesDone);
        try
        {
            run.Run(read => Inputs.ReadEachStream(inputs, read, progress), output);
        }
        catch (IOException e) when (StandardOutput.IsClosed(e))
        {
            return ExitCode.Done;
        }

        progress.Dispose();
        return Report(run.Counts);
    }

    private static int Report(SelectCounts counts)
    {
        if (counts.Rejected == 0)
        {
            return ExitCode.Done;
        }

        Failure.Say($"{counts.Rejected} of {counts.Lines} lines are no EVE records: {counts.Causes()}");
        return counts.Rejected == counts.Lines ? ExitCode.Failed : ExitCode.Done;
    }
}
