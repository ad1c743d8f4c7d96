using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Sidecar.Benchmarks;

/// <summary>
/// The longest time that records wait in the published binary while its first state is copied, with a million live flows,
/// as the binary itself says: the first copy of this process compiles the code, which the binary never does. Ahead of all
/// else on the machine (chrt(1), as root), so that the figure is of the copy and not of what runs beside it.
/// </summary>
internal static class StateBinaryBench
{
    private const int Flows = 1_000_000;
    private const int Runs = 5;

    /// <summary>All flows are there before the first state is due.</summary>
    private const int IntervalSeconds = 25;

    public static void Run(Table table)
    {
        string folder = Directory.CreateTempSubdirectory("sidecar-bench-").FullName;
        try
        {
            string input = Path.Combine(folder, "eve.json");
            Write(input);
            double[] longest = new double[Runs];
            for (int run = 0; run < Runs; run++)
                longest[run] = Longest(Path.Combine(folder, $"{run}"), input);
            Array.Sort(longest);
            table.Add(
                $"the binary: longest pause for its first state, {Flows / 1_000_000} M live flows, {Runs} runs",
                string.Create(CultureInfo.InvariantCulture, $"least {longest[0] / 1e3:0.00} ms, median {longest[Runs / 2] / 1e3:0.00} ms"), "", "");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static double Longest(string folder, string input)
    {
        string binary = Path.Combine(BinaryBench.Root(), "out", "eve-sidecar");
        Directory.CreateDirectory(folder);
        using Process sidecar = Process.Start(new ProcessStartInfo(
            "chrt", ["-f", "10", binary, "run", "--run-dir", folder, "--set", $"snapshots.state-interval={IntervalSeconds}s", "--set", "learning.interval=1d", input])
        {
            RedirectStandardError = true,
        })!;
        Task<string> errors = sidecar.StandardError.ReadToEndAsync();
        try
        {
            while (true)
            {
                Thread.Sleep(1000);
                if (sidecar.HasExited)
                    throw new InvalidOperationException(errors.Result);
                if (Status(binary, folder) is not JsonElement stats || stats.GetProperty("state").GetProperty("written").GetInt64() == 0)
                    continue;
                long parsed = stats.GetProperty("records").GetProperty("parsed").GetInt64();
                return parsed == Flows
                    ? stats.GetProperty("state").GetProperty("longest_pause_microseconds").GetDouble()
                    : throw new InvalidOperationException($"only {parsed} flows were there when the first state was saved");
            }
        }
        finally
        {
            sidecar.Kill();
            sidecar.WaitForExit();
        }
    }

    /// <summary>Nothing while the sidecar does not answer yet.</summary>
    private static JsonElement? Status(string binary, string folder)
    {
        using Process status = Process.Start(new ProcessStartInfo(binary, ["status", "--json", "--run-dir", folder]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> errors = status.StandardError.ReadToEndAsync();
        string text = status.StandardOutput.ReadToEnd();
        status.WaitForExit();
        return errors.Result.Length == 0 && JsonDocument.Parse(text).RootElement.TryGetProperty("stats", out JsonElement stats) ? stats : null;
    }

    /// <summary>A flow a record, some seconds of event time in all.</summary>
    private static void Write(string file)
    {
        using StreamWriter eve = new(file);
        for (int flow = 0; flow < Flows; flow++)
        {
            eve.Write(string.Create(
                CultureInfo.InvariantCulture,
                $$$"""{"timestamp":"2026-01-05T08:00:{{{flow / 100_000:00}}}.000000+0000","flow_id":{{{(flow + 1) * 0x9E3779B97F4AL & ((1L << 51) - 1)}}},"event_type":"tls","src_ip":"10.{{{flow >> 16}}}.{{{(flow >> 8) & 255}}}.{{{flow & 255}}}","src_port":40000,"dest_ip":"192.0.2.{{{flow % 250}}}","dest_port":443,"proto":"TCP","tls":{"sni":"s{{{flow % 20_000}}}.example","version":"TLS 1.3"}}"""));
            eve.Write('\n');
        }
    }
}
