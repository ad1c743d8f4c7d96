using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Sidecar.Benchmarks;

/// <summary>
/// A C program that sends each record with one send(), as Suricata does and as fast as it goes, into the whole binary and
/// into a C program that throws all away: what of the socket's own speed we keep, with one sender and with four; also into one
/// that parses with simdjson and throws away what it found, which is what a reader can keep that does nothing of our work behind it. The
/// sender is made to wait, so that neither side loses anything; the time goes to the end of the reader, so that nothing
/// waits in a buffer, and begins when all senders hold their records in memory and are connected. And the processor time:
/// what a record costs the sender and the reader, and at 200,000 records a second that of the reader. At that rate and at
/// 450,000 also what is lost of a sender that never waits, by the size of its buffer, and at 100,000 while all processors are
/// busy; how long the sidecar naps goes by the machine's own net.core.wmem_default all the same.
/// </summary>
internal static partial class SocketBench
{
    private const int PacedRecordsPerSecond = 200_000;
    private const int Records = 1_000_000;
    private const int UnwaitingTurns = 3;
    private const int BusyRecordsPerSecond = 100_000;
    private const int KernelsOwnBuffer = 212_992;

    /// <summary>
    /// The engine thread naps for a millisecond, or when it was pressed for up to 20 in short ones, which count, then sleeps until a
    /// record comes: without work for so long, it has done all.
    /// </summary>
    private static readonly TimeSpan s_idle = TimeSpan.FromMilliseconds(20);

    /// <summary>Records a second, and the sender's buffer: the kernel's own size, that of our sysctl file, and four times that.</summary>
    private static readonly (int Rate, int Buffer)[] s_unwaiting =
        [(PacedRecordsPerSecond, KernelsOwnBuffer), (PacedRecordsPerSecond, 4 << 20), (PacedRecordsPerSecond, 16 << 20), (450_000, KernelsOwnBuffer), (450_000, 4 << 20)];

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

            Action<Turns, int> parse = TryCompileParser(folder) ? (turns, senders) => turns.Add(IntoPeer(folder, "parse", senders, rate: 0)) : (_, _) => { };
            foreach (int senders in (int[])[1, 4])
            {
                Turns ours = new(), theirs = new(), parsing = new();
                Rounds.Median(() => ours.Add(IntoBinary(folder, senders, rate: 0)), () => theirs.Add(IntoPeer(folder, "discard", senders, rate: 0)), () => parse(parsing, senders));
                table.Add(
                    $"the binary: {senders} connection{(senders == 1 ? "" : "s")}, one send() a record, parsed, joined and profiled",
                    $"{ours.Rate / 1e6:0.00} M records/s", $"a C reader that discards: {theirs.Rate / 1e6:0.00} M records/s", $"{ours.Rate / theirs.Rate:0.00}");
                table.Add("the same, processor time a record, sender + reader", ours.ProcessorTime, theirs.ProcessorTime, "");
                if (parsing.Any)
                {
                    table.Add(
                        "the same", $"{ours.Rate / 1e6:0.00} M records/s", $"a C++ reader that parses with simdjson and does no more: {parsing.Rate / 1e6:0.00} M records/s, {parsing.Rate / theirs.Rate:0.00} of the one that discards, {parsing.ProcessorTime}", $"{ours.Rate / parsing.Rate:0.00}");
                }
                else
                {
                    table.Add("the same, beside a reader that parses", "not run", "simdjson: needs g++ and libsimdjson-dev", "");
                }
            }

            Turns paced = new(), pacedPeer = new();
            Rounds.Median(() => paced.Add(IntoBinary(folder, 1, PacedRecordsPerSecond)), () => pacedPeer.Add(IntoPeer(folder, "discard", 1, PacedRecordsPerSecond)));
            table.Add($"the binary: processor time at {PacedRecordsPerSecond:N0} records/s", $"{paced.Cores:0.00} cores", $"a C reader that discards: {pacedPeer.Cores:0.00} cores", "");
            foreach ((int rate, int buffer) in s_unwaiting)
            {
                Unwaiting(table, folder, rate, buffer, "beginning with no key known");
            }

            using (new BusyProcessors())
            {
                Unwaiting(table, folder, BusyRecordsPerSecond, KernelsOwnBuffer, "with all processors busy");
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Unwaiting(Table table, string folder, int rate, int buffer, string how)
    {
        Turns ours = new(), theirs = new();
        for (int turn = 0; turn < UnwaitingTurns; turn++)
        {
            ours.Add(IntoBinary(folder, 1, rate, buffer));
            theirs.Add(IntoPeer(folder, "discard", 1, rate, buffer));
        }

        table.Add(
            $"the binary: lost at {rate:N0} records/s, {how}, sender's buffer {buffer >> 10:N0} KiB",
            $"{ours.Lost:0.00 %}", $"a C reader that discards: {theirs.Lost:0.00 %}", "");
    }

    private static bool TryCompile(string folder, string name) => NativeBuild.TryExecute(
        "gcc", ["-O2", "-pthread", "-o", Path.Combine(folder, name), Path.Combine(BinaryBench.Root(), "tests", "Sidecar.Benchmarks", "peers", "socket", name + ".c")]);

    private static bool TryCompileParser(string folder) => NativeBuild.TryExecute(
        "g++", ["-O3", "-march=native", "-pthread", "-o", Path.Combine(folder, "parse"), Path.Combine(BinaryBench.Root(), "tests", "Sidecar.Benchmarks", "peers", "socket", "parse.cpp"), "-lsimdjson"]);

    private static Turn IntoBinary(string folder, int senders, int rate, int buffer = 0)
    {
        // A sender that never waits meets a reader that never makes it wait, as on a sensor; what that sheds is lost too.
        bool waits = buffer == 0;
        string runDirectory = Directory.CreateTempSubdirectory("eve-sidecar-bench-").FullName;
        string[] mode = waits ? ["--set", "ingest.when-full=wait"] : [];
        using Process sidecar = Start(Path.Combine(BinaryBench.Root(), "out", "eve-sidecar"), ["run", "--run-dir", runDirectory, .. mode]);
        sidecar.StandardError.ReadLine();
        using HttpClient control = ControlOf(runDirectory);
        TimeSpan before = sidecar.TotalProcessorTime;
        (Turn sent, long start) = Send(folder, Path.Combine(runDirectory, "eve.sock"), senders, rate, buffer);
        double seconds;
        do
        {
            seconds = Stopwatch.GetElapsedTime(start, WhenIdle(sidecar.Id)).TotalSeconds;
        }
        while (Received(control) < sent.Records);

        sidecar.Refresh();
        double processorSeconds = (sidecar.TotalProcessorTime - before).TotalSeconds;
        using Process kill = Start("kill", "-TERM", sidecar.Id.ToString(CultureInfo.InvariantCulture));
        string talk = sidecar.StandardError.ReadToEnd();
        sidecar.WaitForExit();
        Directory.Delete(runDirectory, recursive: true);
        long shed = Shed().Match(talk) is { Success: true } match ? long.Parse(match.Groups[1].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture) : 0;
        if ((waits && shed > 0) || !talk.Contains($" {sent.Records - shed:N0} parsed + 0 rejected + {shed:N0} shed", StringComparison.Ordinal))
            throw new InvalidOperationException($"not all of {sent.Records} records arrived: {talk}");
        return sent with { Records = sent.Records - shed, Lost = sent.Lost + shed, Seconds = seconds, ReaderSeconds = processorSeconds };
    }

    /// <param name="program">Prints when it listens, and at the end the processor seconds that it took and, if it counts, the records.</param>
    private static Turn IntoPeer(string folder, string program, int senders, int rate, int buffer = 0)
    {
        string socket = Path.Combine(folder, program + ".sock");
        File.Delete(socket);
        using Process reader = Start(Path.Combine(folder, program), socket, senders.ToString(CultureInfo.InvariantCulture));
        reader.StandardOutput.ReadLine();
        (Turn sent, long start) = Send(folder, socket, senders, rate, buffer);
        string[] result = reader.StandardOutput.ReadLine()!.Split(' ');
        double processorSeconds = double.Parse(result[0], CultureInfo.InvariantCulture);
        if (result is [_, string records] && long.Parse(records, CultureInfo.InvariantCulture) != sent.Records)
            throw new InvalidOperationException($"{program} read {records} of {sent.Records} records");
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        reader.WaitForExit();
        return sent with { Seconds = seconds, ReaderSeconds = processorSeconds };
    }

    private static HttpClient ControlOf(string runDirectory) => new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, end) =>
        {
            Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(Path.Combine(runDirectory, "control.sock")), end);
            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    { BaseAddress = new Uri("http://localhost") };

    private static long Received(HttpClient control)
    {
        using JsonDocument status = JsonDocument.Parse(control.GetStringAsync(new Uri("/status", UriKind.Relative)).GetAwaiter().GetResult());
        return status.RootElement.GetProperty("stats").GetProperty("records").GetProperty("received").GetInt64();
    }

    /// <summary>
    /// Waits until the sidecar's engine thread has nothing to do, and disturbs nobody: a question would be answered by that
    /// thread, and anew every 100 ms only.
    /// </summary>
    /// <returns>When it had done its last work, to a millisecond or two.</returns>
    private static long WhenIdle(int process)
    {
        string thread = Directory.GetDirectories($"/proc/{process}/task").Single(task => NameOf(task) == "engine\n");
        string before = "";
        long latest = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(latest) < s_idle)
        {
            Thread.Sleep(1);
            // Nanoseconds that it ran, that it waited for a processor, and turns.
            string ran = File.ReadAllText(Path.Combine(thread, "schedstat"));
            if (ran != before)
            {
                (before, latest) = (ran, Stopwatch.GetTimestamp());
            }
        }

        return latest;
    }

    private static string NameOf(string task)
    {
        try
        {
            return File.ReadAllText(Path.Combine(task, "comm"));
        }
        catch (IOException)
        {
            // The thread has ended meanwhile.
            return "";
        }
    }

    /// <returns>Without what the reader took; and when all senders were connected and began.</returns>
    private static (Turn Sent, long Start) Send(string folder, string socket, int senders, int rate, int buffer)
    {
        Process[] all = [.. Enumerable.Range(0, senders).Select(_ => Start(
            Path.Combine(folder, "send"), socket, Path.Combine(folder, "eve.ndjson"), rate.ToString(CultureInfo.InvariantCulture), buffer.ToString(CultureInfo.InvariantCulture)))];
        foreach (Process sender in all)
        {
            sender.StandardOutput.ReadLine();
        }

        long start = Stopwatch.GetTimestamp();
        foreach (Process sender in all)
        {
            sender.StandardInput.WriteLine();
            sender.StandardInput.Flush();
        }

        string[] results = [.. all.Select(sender => sender.StandardOutput.ReadToEnd())];
        foreach (Process sender in all)
        {
            sender.WaitForExit();
            sender.Dispose();
        }

        Match[] lines = [.. results.Select(result => Result().Match(result))];
        if (lines.Any(line => !line.Success))
            throw new InvalidOperationException("a sender could not send");
        Turn sent = new(
            lines.Sum(line => long.Parse(line.Groups[2].Value, CultureInfo.InvariantCulture)), 0,
            lines.Sum(line => double.Parse(line.Groups[3].Value, CultureInfo.InvariantCulture)), 0,
            lines.Sum(line => long.Parse(line.Groups[4].Value, CultureInfo.InvariantCulture)));
        return (sent, start);
    }

    private static Process Start(string program, params string[] arguments) =>
        Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;

    [GeneratedRegex(@"rejected \+ ([\d,]+) shed")]
    private static partial Regex Shed();

    [GeneratedRegex(@"^([\d.]+) (\d+) ([\d.]+) (\d+)$", RegexOptions.Multiline)]
    private static partial Regex Result();

    /// <param name="Seconds">From before the first record is sent until the reader has done with the last.</param>
    /// <param name="Lost">Beside <paramref name="Records"/>: those that the sender had no room for, and those that the reader shed.</param>
    private sealed record Turn(long Records, double Seconds, double SenderSeconds, double ReaderSeconds, long Lost);

    /// <summary>The turns of one reader, of which medians are told.</summary>
    private sealed class Turns
    {
        private readonly List<Turn> _turns = [];

        public bool Any => _turns.Count > 0;

        public double Rate => Median(turn => turn.Records / turn.Seconds);

        public double Cores => Median(turn => turn.ReaderSeconds / turn.Seconds);

        /// <summary>Of all that was to be sent, 1 being all.</summary>
        public double Lost => Median(turn => (double)turn.Lost / (turn.Records + turn.Lost));

        public string ProcessorTime => $"{Median(turn => turn.SenderSeconds / turn.Records) * 1e6:0.00} + {Median(turn => turn.ReaderSeconds / turn.Records) * 1e6:0.00} us";

        public void Add(Turn turn) => _turns.Add(turn);

        private double Median(Func<Turn, double> figure) => _turns.Select(figure).Order().ElementAt(_turns.Count / 2);
    }
}
