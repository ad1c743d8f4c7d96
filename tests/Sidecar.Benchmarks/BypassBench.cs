using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Sidecar.Benchmarks;

/// <summary>
/// What feedback saves Suricata: the real one reads long flows to one site and some of others, with the site in the datasets
/// as the sidecar puts it there, and with no feedback, the shipped rules that mark, or those that bypass. All have 1,000
/// ordinary rules beside them. Taken are its processor time, without what it takes to start, and the bytes of EVE. Suricata
/// is the one on PATH (or SURICATA), and a second one that SURICATA8 names.
/// </summary>
internal static partial class BypassBench
{
    private const int Rounds = 5;
    private const int OrdinaryRules = 1000;

    private static readonly string[] s_modes = ["none", "mark", "bypass"];

    public static void Run(Table table)
    {
        string folder = Directory.CreateTempSubdirectory("eve-sidecar-bench-").FullName;
        try
        {
            string pcap = Path.Combine(folder, "long.pcap");
            Output("dotnet", "run", "-c", "Release", "--project", Path.Combine(BinaryBench.Root(), "tests", "fixtures", "Scene"), "--", "--long", pcap);
            StringBuilder text = new("## What feedback saves Suricata\n\n");
            text.Append(CultureInfo.InvariantCulture, $"""
                `dotnet run -c Release --project tests/Sidecar.Benchmarks -- bypass`: {new FileInfo(pcap).Length / 1e6:0} MB of pcap, nearly all of it long flows to one
                site: TLS that goes on for megabytes behind its handshake, and HTTP connections with 250 requests. Medians of {Rounds} rounds in which
                all take turns; user and system time, less that of a start with the same rules; {OrdinaryRules:N0} ordinary rules beside those of the feedback.

                | Suricata | feedback | CPU | | EVE | | flows bypassed |
                |---|---|---|---|---|---|---|

                """);
            foreach (string suricata in Suricatas())
            {
                Compare(folder, pcap, suricata, text);
            }

            Console.WriteLine(text);
            table.AddBehind(text.ToString() + "\n");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static IEnumerable<string> Suricatas()
    {
        yield return Environment.GetEnvironmentVariable("SURICATA") is { Length: > 0 } named ? named : "suricata";
        if (Environment.GetEnvironmentVariable("SURICATA8") is { Length: > 0 } second)
        {
            yield return second;
        }
    }

    private static void Compare(string folder, string pcap, string suricata, StringBuilder text)
    {
        // Of the pcap nothing but its header and the first packet: what it takes to start and end.
        string first = Path.Combine(folder, "first.pcap");
        byte[] head = new byte[24 + 16 + 62];
        using (FileStream file = File.OpenRead(pcap))
        {
            file.ReadExactly(head);
        }

        File.WriteAllBytes(first, head);
        Dictionary<string, List<Reading>> readings = s_modes.ToDictionary(mode => mode, _ => new List<Reading>());
        // The first round warms up.
        for (int round = -1; round < Rounds; round++)
        {
            foreach (string mode in s_modes)
            {
                double start = Read(folder, first, suricata, mode).Seconds;
                Reading whole = Read(folder, pcap, suricata, mode);
                if (round >= 0)
                {
                    readings[mode].Add(whole with { Seconds = whole.Seconds - start });
                }
            }
        }

        string version = Version().Match(Output(suricata, "-V")).Value;
        double usual = Median(readings["none"], reading => reading.Seconds);
        double usualBytes = Median(readings["none"], reading => reading.EveBytes);
        foreach (string mode in s_modes)
        {
            double seconds = Median(readings[mode], reading => reading.Seconds), bytes = Median(readings[mode], reading => reading.EveBytes);
            long bypassed = readings[mode][0].Bypassed;
            if (bypassed > 0 != (mode == "bypass"))
            {
                throw new InvalidOperationException($"{mode}: {bypassed} flows were bypassed");
            }

            text.Append(CultureInfo.InvariantCulture, $"| {version} | {mode} | {seconds:0.00} s | {Change(seconds, usual)} | {bytes / 1e6:0.00} MB | {Change(bytes, usualBytes)} | {bypassed} of {readings[mode][0].Flows} |\n");
        }
    }

    private static string Change(double now, double before) => now == before ? "" : string.Create(CultureInfo.InvariantCulture, $"{100 * ((now / before) - 1):+0;-0} %");

    private static double Median(List<Reading> readings, Func<Reading, double> of) => readings.Select(of).Order().ElementAt(readings.Count / 2);

    private static Reading Read(string folder, string pcap, string suricata, string mode)
    {
        string log = Directory.CreateDirectory(Path.Combine(folder, "log")).FullName;
        string eve = Path.Combine(log, "eve.json");
        File.Delete(eve);
        Write(folder, mode);
        string config = Path.Combine(folder, "suricata.yaml");
        // What its shell says of a child is what the kernel counted, to the millisecond.
        string times = Output("bash", "-c", "TIMEFORMAT='%U %S'; time \"$@\" >/dev/null", "time", suricata, "-c", config, "-S", Path.Combine(folder, "all.rules"), "-r", pcap, "-l", log, "--runmode", "single", "-k", "none");
        double seconds = times.TrimEnd().Split('\n')[^1].Split(' ').Sum(part => double.Parse(part, CultureInfo.InvariantCulture));
        string[] flows = [.. File.ReadLines(eve).Where(line => line.Contains("\"event_type\":\"flow\"", StringComparison.Ordinal))];
        return new Reading(seconds, new FileInfo(eve).Length, flows.Length, flows.Count(flow => flow.Contains("\"state\":\"bypassed\"", StringComparison.Ordinal)));
    }

    /// <summary>Suricata's configuration, the rules of a mode, and the datasets with the site in them.</summary>
    private static void Write(string folder, string mode)
    {
        const string site = "cdn.long.example";
        string values = Path.Combine(folder, "site.lst");
        File.WriteAllText(values, Convert.ToBase64String(Encoding.ASCII.GetBytes(site)) + "\n");
        File.WriteAllText(Path.Combine(folder, "classification.config"), "");
        File.WriteAllText(Path.Combine(folder, "reference.config"), "");
        string feedback = mode == "none" ? "" : File.ReadAllText(Path.Combine(BinaryBench.Root(), "suricata-config", $"feedback-{mode}.rules"));
        IEnumerable<string> ordinary = Enumerable.Range(1, OrdinaryRules).Select(number => (number % 4) switch
        {
            0 => Rule(number, "tls", "tls.sni; content:\"bad" + number + ".example\";"),
            1 => Rule(number, "http", "http.uri; content:\"/evil" + number + ".php\";"),
            2 => Rule(number, "http", "http.user_agent; content:\"Evil/" + number + "\";"),
            _ => Rule(number, "tcp", "content:\"|de ad " + (number % 256).ToString("x2", CultureInfo.InvariantCulture) + "|marker" + number + "\";"),
        });
        File.WriteAllText(Path.Combine(folder, "all.rules"), feedback + string.Concat(ordinary));
        File.WriteAllText(Path.Combine(folder, "suricata.yaml"), $$"""
            %YAML 1.1
            ---
            classification-file: {{folder}}/classification.config
            reference-config-file: {{folder}}/reference.config
            unix-command: {enabled: no}
            datasets:
              eve-sidecar-sni: {type: string, load: {{values}}}
              eve-sidecar-host: {type: string, load: {{values}}}
              eve-sidecar-ip: {type: ip}
            outputs:
              - eve-log:
                  enabled: yes
                  filetype: regular
                  filename: eve.json
                  types: [alert, http: {extended: yes}, tls: {extended: yes}, dns, files, stats, flow]
            app-layer:
              protocols:
                http: {enabled: yes}
                tls: {enabled: yes, ja3-fingerprints: yes}

            """);
    }

    private static string Rule(int number, string protocol, string match) =>
        string.Create(CultureInfo.InvariantCulture, $"alert {protocol} any any -> any any (msg:\"{number}\"; flow:established; {match} sid:{number};)\n");

    private static string Output(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output + errors.Result : throw new InvalidOperationException($"{program}: {output}{errors.Result}");
    }

    [GeneratedRegex("[0-9]+\\.[0-9]+\\.[0-9]+")]
    private static partial Regex Version();

    /// <summary>One run: processor time, and what of EVE it wrote.</summary>
    private sealed record Reading(double Seconds, long EveBytes, long Flows, long Bypassed);
}
