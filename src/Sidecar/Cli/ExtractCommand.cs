using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Sidecar.Config;
using Sidecar.Engine;
using Sidecar.Engine.Eve;
using Sidecar.Engine.Extraction;
using Sidecar.Engine.Ingest;

namespace Sidecar.Cli;

/// <summary><c>eve-sidecar extract</c>: the raw EVE records behind a verdict.</summary>
internal sealed class ExtractCommand
{
    private readonly Argument<string[]> _inputs = Inputs.Argument();

    private readonly Option<string[]> _flowIds = new("--flow-id")
    {
        Description = "Records of these flows; may stand several times.",
        HelpName = "N,N",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string[]> _keys = new("--key")
    {
        Description = "Records that the view counts under this key, and all others of their flows; may stand several times. "
            + "The key is what verdicts name: what the view reads out of the record, byte for byte.",
        HelpName = "VIEW=KEY",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<bool> _escaped = new("--json-key")
    {
        Description = "The keys of --key have the escapes of a JSON string, as verdicts and exclusions list print them: for bytes that no terminal takes.",
    };

    private readonly Option<string?> _verdicts = new("--verdicts", "--verdict")
    {
        Description = "Records behind the verdicts in this file, those of their keys and of their flow_ids; plain, gzip or zstd, - is standard input.",
        HelpName = "FILE",
    };

    private readonly Option<bool> _asFlows = new("--eve2filter")
    {
        Description = "Instead of the records a line for each flow, of addresses, ports, protocol, start and end, which gophercap's eve2filter "
            + "takes. It reads nothing but alerts, so each line says that it is one.",
    };

    private readonly Option<int> _openFlows = new("--open-flows")
    {
        Description = "Flows that are remembered at the same time; beyond them the oldest is forgotten, and counted.",
        HelpName = "N",
        DefaultValueFactory = _ => new ExtractRequest().OpenFlows,
    };

    private readonly Option<bool> _quiet = QuietOption.Create();

    private readonly ConfigurationArguments _configuration = new();

    public static Command Create() => new ExtractCommand().Build();

    private Command Build()
    {
        Command command = new("extract",
            "Prints the EVE records behind a verdict, byte for byte: those of a key or a flow, and all others of the same flow_id. "
            + "Files are read twice for it; standard input and pipes once, and records wait in memory until their flow ends (ingest.buffer). "
            + "Example: eve-sidecar extract --key tls-sni=updates.example eve.json.1.gz eve.json");
        command.Arguments.Add(_inputs);
        command.Options.Add(_flowIds);
        command.Options.Add(_keys);
        command.Options.Add(_escaped);
        command.Options.Add(_verdicts);
        command.Options.Add(_asFlows);
        command.Options.Add(_openFlows);
        command.Options.Add(_configuration.Configuration);
        command.Options.Add(_configuration.Set);
        command.Options.Add(_quiet);
        _verdicts.Validators.Add(Inputs.RefuseEmptyName);
        _openFlows.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
            {
                result.AddError("--open-flows must be at least 1");
            }
        });
        command.Validators.Add(Check);
        command.SetAction(parsed => Failure.Catch(() => Extract(
            Request(parsed), parsed.GetValue(_inputs)!, parsed.GetValue(_quiet))));
        return command;
    }

    private void Check(CommandResult result)
    {
        // An option that is misspelt is taken for an input, and refused as one.
        bool isMisspelt = result.GetResult(_inputs)?.Tokens.Any(input => input.Value.StartsWith("--", StringComparison.Ordinal)) == true;
        if (!isMisspelt && result.GetResult(_flowIds) is null && result.GetResult(_keys) is null && result.GetResult(_verdicts) is null)
        {
            result.AddError("Nothing is wanted: give --flow-id, --key or --verdicts");
        }

        foreach (string list in Given(result, _flowIds).SelectMany(list => list.Split(',')).Where(number => FlowId(number) is null))
        {
            result.AddError($"--flow-id '{list}' is no flow_id: a number, for example 1117868385327448");
        }

        foreach (string key in Given(result, _keys))
        {
            if (!key.Contains('=', StringComparison.Ordinal))
            {
                result.AddError($"--key {key} has no key: write VIEW=KEY");
            }
            else if (result.GetValue(_escaped) && KeyJson.FromEscapes(key.Split('=', 2)[1]) is null)
            {
                result.AddError($"--key {key} is no JSON string behind the =, without its quotes");
            }
        }

        // By tokens: to ask for the inputs here would pass the validators of the argument by.
        if (result.GetValue(_verdicts) == "-" && result.GetResult(_inputs)?.Tokens.Any(input => input.Value == "-") == true)
        {
            result.AddError("Standard input holds the verdicts or the records, not both");
        }
    }

    private static string[] Given(CommandResult result, Option<string[]> option) => result.GetResult(option) is null ? [] : result.GetValue(option)!;

    private ExtractRequest Request(ParseResult parsed)
    {
        EngineOptions options = _configuration.Read(parsed);
        VerdictKeys verdicts = new();
        if (parsed.GetValue(_verdicts) is string file)
        {
            Inputs.ReadEach([file], verdicts.Read);
            if (verdicts.Verdicts == 0)
            {
                throw new IOException($"{file}: holds no verdict, which is a line with event_type heavy_hitter, a view and a key; {verdicts.Others} other lines");
            }
        }

        bool isEscaped = parsed.GetValue(_escaped);
        ViewKey[] keys = [.. parsed.GetValue(_keys)!.Select(key => key.Split('=', 2)).Select(pair => new ViewKey(pair[0], Key(pair[1], isEscaped))), .. verdicts.Keys];
        RefuseUnknownViews(keys, options);
        return new ExtractRequest
        {
            FlowIds = [.. parsed.GetValue(_flowIds)!.SelectMany(list => list.Split(',')).Select(number => FlowId(number)!.Value), .. verdicts.FlowIds],
            Keys = keys,
            Views = options.Views,
            MaxKeyBytes = options.Profiles.MaxKeyBytes,
            MaxRecordBytes = options.Ingest.MaxRecordBytes,
            WaitingBytes = options.Ingest.BufferBytes,
            OpenFlows = parsed.GetValue(_openFlows),
            AsFlows = parsed.GetValue(_asFlows),
            ForTerminal = !Console.IsOutputRedirected,
        };
    }

    private static void RefuseUnknownViews(ViewKey[] keys, EngineOptions options)
    {
        string[] known = [.. options.Views.Select(view => view.Name)];
        string[] unknown = [.. keys.Select(key => key.View).Where(view => !known.Contains(view)).Distinct()];
        if (unknown.Length > 0)
        {
            throw new ConfigurationException(
                [.. unknown.Select(view => $"there is no view '{view}', only {string.Join(", ", known)}; one of your own comes with -c FILE")]);
        }
    }

    private static byte[] Key(string text, bool isEscaped) => isEscaped ? KeyJson.FromEscapes(text)! : KeyJson.FromText(text);

    private static long? FlowId(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;

    private static int Extract(ExtractRequest request, string[] inputs, bool isQuiet)
    {
        ExtractRun run = new(request);
        bool isTwice = run.LooksAhead && !inputs.Any(FileInput.IsReadOnce);
        using Progress progress = Progress.Of(inputs, isQuiet, passes: isTwice ? 2 : 1);
        using Stream output = progress.Beside(StandardOutput.Open());
        progress.CountRecords(() => run.Read);
        try
        {
            if (isTwice)
            {
                run.Find(read => Inputs.ReadEach(inputs, read, progress));
            }

            run.Write(read => Inputs.ReadEach(inputs, read, progress), output);
        }
        catch (IOException e) when (StandardOutput.IsClosed(e))
        {
            return ExitCode.Done;
        }

        progress.Dispose();
        return Report(run, request, isQuiet);
    }

    private static int Report(ExtractRun run, ExtractRequest request, bool isQuiet)
    {
        ExtractCounts counts = run.Counts;
        if (!isQuiet)
        {
            ExtractSummary.Write(Console.Error, run, request);
        }
        else if (counts.Rejected > 0)
        {
            Failure.Say($"{counts.Rejected} of {counts.Received} lines are no EVE records: {counts.Causes()}");
        }

        if (counts.GivenUp + counts.FlowsForgotten > 0)
        {
            Failure.Say(ExtractSummary.Missing(counts));
        }

        return counts.Rejected > 0 && counts.Records == 0 ? ExitCode.Failed : ExitCode.Done;
    }
}
