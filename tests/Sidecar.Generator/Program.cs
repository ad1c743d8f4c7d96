using System.Globalization;
using Sidecar.Engine;
using Sidecar.Generator;
using Sidecar.Generator.Trial;

NetworkOptions options = NetworkOptions.Default;
string? truth = null;
bool isTrial = false;
for (int i = 0; i < args.Length; i++)
{
    string value = i + 1 < args.Length ? args[i + 1] : "";
    if (args[i] == "--truth" && value.Length > 0)
    {
        truth = args[++i];
        continue;
    }

    if (args[i] == "--trial")
    {
        isTrial = true;
        continue;
    }

    NetworkOptions? next = args[i] switch
    {
        "--flat" => options with { Flat = true },
        "--callers-wear-common-agent" => options with { CallersWearCommonAgent = true },
        "--callers-say-common-name" => options with { CallersSayCommonName = true },
        "--callers-on-scanner" => options with { CallersShareScannerHost = true },
        "--seed" when ulong.TryParse(value, CultureInfo.InvariantCulture, out ulong seed) => options with { Seed = seed },
        "--clients" when IsCount(value, out int count) => options with { Clients = count },
        "--sites" when IsCount(value, out int count) => options with { Sites = count },
        "--flows" when IsCount(value, out int count) => options with { FlowsPerSecond = count },
        "--hours" when IsCount(value, out int count) => options with { Hours = count },
        "--service-stops" when IsCount(value, out int count) => options with { ServiceStopsAtHour = count },
        _ => null,
    };
    if (next is null)
    {
        Console.Error.WriteLine("usage: Sidecar.Generator [--seed N] [--clients 600] [--sites 3000] [--flows 25, a second] [--hours 8] [--truth FILE]");
        Console.Error.WriteLine("                         [--flat] [--callers-wear-common-agent] [--callers-say-common-name] [--callers-on-scanner] [--service-stops HOUR]");
        Console.Error.WriteLine("writes EVE to standard output, and who was who and what an oracle leaves to FILE;");
        Console.Error.WriteLine("with --trial, what the engine leaves of it");
        return 2;
    }

    options = next;
    i += args[i] is "--flat" or "--callers-wear-common-agent" or "--callers-say-common-name" or "--callers-on-scanner" ? 0 : 1;
}

if (isTrial)
{
    Console.Write(TrialReport.Header);
    int hour = 0;
    NetworkTrial trial = NetworkTrial.Run(options, EngineOptions.Default, done => Console.Write(TrialReport.Line(++hour, done)));
    TrialReport.WriteEnd(Console.Out, trial);
    return 0;
}

Cast cast = new(options);
using EveSource source = new(cast);
using (Stream output = Console.OpenStandardOutput())
{
    source.CopyTo(output, 1 << 20);
}

if (truth is not null)
    TruthFile.Write(truth, cast, source.Hours);
return 0;

static bool IsCount(string text, out int count) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out count) && count > 0;
