using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Sidecar.Benchmarks;

/// <summary>
/// A C program that sends each record with one send(), as Suricata does and as fast as it goes, into the whole binary and
/// into a C program that throws all away: what of the socket's own speed we keep, with one sender and with four. The
/// sender is made to wait, so that neither side loses anything; the time goes to the end of the reader, so that nothing
/// waits in a buffer. And at 200,000 records a second the processor time that the binary takes.
/// </summary>
internal static partial class SocketBench
{
    private const int PacedRecordsPerSecond = 200_000;
    private const int Records = 1_000_000;

    public static void Run(Table table)
    {
        string folder = Directory.CreateTempSubdirectory("eve-sidecar-bench-").FullName;
        try
        {
            using (FileStream file = File.Create(Path.Combine(folder, "eve.ndjson")))
            {
                EveMix.Write(file, Records, PacedRecordsPerSecond);
            }

            if (!TryCompile(folder, "send") || !TryCompile(folder, "discard"))
            {
                table.Add("one connection, one send() a record, parsed, joined and profiled", "not run", "a reader that discards: needs gcc", "");
                return;
            }

            foreach (int senders in (int[])[1, 4])
            {
                double[] seconds = Rounds.Median(() => IntoBinary(folder, senders, rate: 0), () => IntoNothing(folder, senders));
                table.Add(
                    $"the binary: {senders} connection{(senders == 1 ? "" : "s")}, one send() a record, parsed, joined and profiled",
                    $"{(double)senders * Records / seconds[0] / 1e6:0.00} M records/s", $"a C reader that discards: {(double)senders * Records / seconds[1] / 1e6:0.00} M records/s", $"{seconds[1] / seconds[0]:0.00}");
            }

            (double ours, double theirs) = (0, 0);
            Rounds.Median(() => ours = IntoBinary(folder, 1, PacedRecordsPerSecond), () => theirs = IntoNothing(folder, 1, PacedRecordsPerSecond));
            table.Add($"the binary: processor time at {PacedRecordsPerSecond:N0} records/s", $"{ours:0.00} cores", $"a C reader that discards: {theirs:0.00} cores", "");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static bool TryCompile(string folder, string name) => NativeBuild.TryExecute(
        "gcc", ["-O2", "-pthread", "-o", Path.Combine(folder, name), Path.Combine(BinaryBench.Root(), "tests", "Sidecar.Benchmarks", "peers", "socket", name + ".c")]);

    /// <returns>Cores that it kept busy from the first record to the last.</returns>
    private static double IntoBinary(string folder, int senders, int rate)
    {
        string runDirectory = Directory.CreateTempSubdirectory("eve-sidecar-bench-").FullName;
        using Process sidecar = Start(Path.Combine(BinaryBench.Root(), "out", "eve-sidecar"), "run", "--run-dir", runDirectory, "--set", "ingest.when-full=wait");
        sidecar.StandardError.ReadLine();
        TimeSpan before = sidecar.TotalProcessorTime;
        (long sent, double seconds) = Send(folder, Path.Combine(runDirectory, "eve.sock"), senders, rate);
        sidecar.Refresh();
        double cores = (sidecar.TotalProcessorTime - before).TotalSeconds / seconds;
        using Process kill = Start("kill", "-TERM", sidecar.Id.ToString(CultureInfo.InvariantCulture));
        string talk = sidecar.StandardError.ReadToEnd();
        sidecar.WaitForExit();
        Directory.Delete(runDirectory, recursive: true);
        if (!talk.Contains($" {sent:N0} parsed + 0 rejected + 0 shed", StringComparison.Ordinal))
            throw new InvalidOperationException($"not all of {sent} records arrived: {talk}");
        return cores;
    }

    private static double IntoNothing(string folder, int senders, int rate = 0)
    {
        string socket = Path.Combine(folder, "discard.sock");
        File.Delete(socket);
        using Process reader = Start(Path.Combine(folder, "discard"), socket, senders.ToString(CultureInfo.InvariantCulture));
        reader.StandardOutput.ReadLine();
        (_, double seconds) = Send(folder, socket, senders, rate);
        double processorSeconds = double.Parse(reader.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture);
        reader.WaitForExit();
        return processorSeconds / seconds;
    }

    private static (long Records, double Seconds) Send(string folder, string socket, int senders, int rate)
    {
        Process[] all = [.. Enumerable.Range(0, senders).Select(_ => Start(
            Path.Combine(folder, "send"), socket, Path.Combine(folder, "eve.ndjson"), rate.ToString(CultureInfo.InvariantCulture)))];
        string[] results = [.. all.Select(sender => sender.StandardOutput.ReadToEnd())];
        foreach (Process sender in all)
        {
            sender.WaitForExit();
            sender.Dispose();
        }

        Match[] lines = [.. results.Select(result => Result().Match(result))];
        if (lines.Any(line => !line.Success))
            throw new InvalidOperationException("a sender could not send");
        return (lines.Sum(line => long.Parse(line.Groups[2].Value, CultureInfo.InvariantCulture)), lines.Max(line => double.Parse(line.Groups[1].Value, CultureInfo.InvariantCulture)));
    }

    private static Process Start(string program, params string[] arguments) =>
        Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;

    [GeneratedRegex(@"^([\d.]+) (\d+)$", RegexOptions.Multiline)]
    private static partial Regex Result();
}
