using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Sidecar.Benchmarks;

/// <summary>
/// What an open page costs the engine thread, while records come at a steady rate: rounds without a page and with one
/// take turns, each in a process of its own. A thread's processor time varies by points with the machine, so the engine
/// says itself how long it answered instead of reading; that is the cost, and the thread's time stands beside it. Then: how
/// long a start takes until it listens, and the processor time of that, which a busy machine does not stretch as much.
/// </summary>
internal static partial class PageBench
{
    private const int RecordsPerSecond = 50_000;
    private const int Seconds = 20;
    private const int Turns = 5;
    private const int Starts = 21;

    /// <summary>Event time goes faster than the clock, so that a tick falls into each turn every few seconds.</summary>
    private const int EventTimeFactor = 10;

    public static void Run(Table table)
    {
        string folder = Directory.CreateTempSubdirectory("eve-sidecar-bench-").FullName;
        try
        {
            string eve = Path.Combine(folder, "eve.ndjson");
            using (FileStream file = File.Create(eve))
            {
                EveMix.Write(file, RecordsPerSecond * Seconds, RecordsPerSecond / EventTimeFactor);
            }

            Turn[] alone = new Turn[Turns], looked = new Turn[Turns];
            for (int turn = 0; turn < Turns; turn++)
            {
                alone[turn] = Take(eve, isOpen: false);
                looked[turn] = Take(eve, isOpen: true);
            }

            int questions = looked.Select(turn => turn.Questions).Order().ElementAt(Turns / 2);
            table.Add(
                $"the page open: the engine answers, of a core, at {RecordsPerSecond:N0} records/s", Median(looked, turn => turn.Answering),
                $"no page: {Median(alone, turn => turn.Answering)}", $"{Percent(looked.Max(turn => turn.Answering))} at most");
            table.Add(
                $"the same: the engine thread's processor time, {questions} requests in {Seconds} s", Median(looked, turn => turn.Thread),
                $"no page: {Median(alone, turn => turn.Thread)}, {Percent(alone.Min(turn => turn.Thread))} to {Percent(alone.Max(turn => turn.Thread))}", "");
            Start[] plain = new Start[Starts], paged = new Start[Starts];
            for (int start = 0; start < Starts; start++)
            {
                plain[start] = TakeStart();
                paged[start] = TakeStart("--dashboard", "127.0.0.1:0");
            }

            table.Add($"the binary: start until it listens, {Starts} starts", Told(plain), $"with the dashboard: {Told(paged)}", "");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Turn Take(string eve, bool isOpen)
    {
        using Sidecar sidecar = new("--dashboard", "127.0.0.1:0", "--set", "ingest.when-full=wait");
        using PageClient page = new(sidecar.Url);
        using CancellationTokenSource end = new();
        Task<int> looking = isOpen ? page.Look(end.Token) : Task.FromResult(0);
        (double answering, double thread) = (sidecar.AnsweringSeconds, sidecar.EngineSeconds);
        long start = Stopwatch.GetTimestamp();
        Feed(eve, sidecar.EveSocket);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        (answering, thread) = (sidecar.AnsweringSeconds - answering, sidecar.EngineSeconds - thread);
        end.Cancel();
        int questions = looking.GetAwaiter().GetResult();
        sidecar.Stop(RecordsPerSecond * Seconds);
        return new Turn(answering / seconds, thread / seconds, questions);
    }

    /// <summary>A hundredth of a second's records at a time.</summary>
    private static void Feed(string eve, string eveSocket)
    {
        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(eveSocket));
        using StreamReader lines = new(eve);
        using StreamWriter writer = new(new NetworkStream(socket)) { NewLine = "\n" };
        long start = Stopwatch.GetTimestamp();
        for (int part = 1; !lines.EndOfStream; part++)
        {
            for (int record = 0; record < RecordsPerSecond / 100 && lines.ReadLine() is string line; record++)
            {
                writer.WriteLine(line);
            }

            writer.Flush();
            TimeSpan early = TimeSpan.FromMilliseconds(10 * part) - Stopwatch.GetElapsedTime(start);
            if (early > TimeSpan.Zero)
            {
                Thread.Sleep(early);
            }
        }
    }

    private static Start TakeStart(params string[] options)
    {
        long start = Stopwatch.GetTimestamp();
        using Sidecar sidecar = new(options);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        double processorSeconds = sidecar.ProcessorSeconds(_ => true);
        sidecar.Stop(0);
        return new Start(seconds, processorSeconds);
    }

    private static string Told(Start[] starts)
    {
        double[] seconds = [.. starts.Select(start => start.Seconds).Order()];
        double[] processorSeconds = [.. starts.Select(start => start.ProcessorSeconds).Order()];
        return string.Create(CultureInfo.InvariantCulture, $"median {seconds[seconds.Length / 2] * 1e3:0} ms, least {seconds[0] * 1e3:0} ms; processor time {processorSeconds[seconds.Length / 2] * 1e3:0} ms");
    }

    private static string Median(Turn[] turns, Func<Turn, double> figure) => Percent(turns.Select(figure).Order().ElementAt(turns.Length / 2));

    private static string Percent(double part) => string.Create(CultureInfo.InvariantCulture, $"{100 * part:0.000} %");

    /// <summary>Parts of the time that the records took.</summary>
    /// <param name="Questions">That the page asked.</param>
    private readonly record struct Turn(double Answering, double Thread, int Questions);

    private readonly record struct Start(double Seconds, double ProcessorSeconds);

    /// <summary>The published binary in a run directory of its own, from its first line on, which says that it listens.</summary>
    private sealed partial class Sidecar : IDisposable
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("eve-sidecar-bench-").FullName;
        private readonly Process _process;
        private readonly HttpClient _control;

        public Sidecar(params string[] options)
        {
            _process = Process.Start(new ProcessStartInfo(Path.Combine(BinaryBench.Root(), "out", "eve-sidecar"), ["run", "--run-dir", _folder, .. options])
            {
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            })!;
            string line = "";
            while (!line.Contains("listening", StringComparison.Ordinal))
            {
                line = _process.StandardError.ReadLine() ?? throw new InvalidOperationException("the sidecar did not start");
                Url = Address().Match(line) is { Success: true } address ? address.Value : Url;
            }

            while (options.Contains("--dashboard") && Url.Length == 0)
            {
                Url = Address().Match(_process.StandardError.ReadLine() ?? "").Value;
            }

            _control = new HttpClient(new SocketsHttpHandler
            {
                ConnectCallback = async (_, stop) =>
                {
                    Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                    await socket.ConnectAsync(new UnixDomainSocketEndPoint(Path.Combine(_folder, "control.sock")), stop);
                    return new NetworkStream(socket, ownsSocket: true);
                },
            })
            { BaseAddress = new Uri("http://localhost") };
        }

        public string Url { get; private set; } = "";

        public string EveSocket => Path.Combine(_folder, "eve.sock");

        public double AnsweringSeconds => JsonDocument.Parse(_control.GetStringAsync(new Uri("/status", UriKind.Relative)).GetAwaiter().GetResult())
            .RootElement.GetProperty("answering_seconds").GetDouble();

        public double EngineSeconds => ProcessorSeconds(thread => thread == "engine");

        /// <summary>Of the threads of such names, as the kernel's scheduler counts it.</summary>
        public double ProcessorSeconds(Predicate<string> isCounted) => Directory.GetDirectories($"/proc/{_process.Id}/task")
            .Where(task => isCounted(File.ReadAllText(Path.Combine(task, "comm")).Trim()))
            .Sum(task => double.Parse(File.ReadAllText(Path.Combine(task, "schedstat")).Split(' ')[0], CultureInfo.InvariantCulture)) / 1e9;

        /// <param name="records">That it must have read.</param>
        public void Stop(long records)
        {
            using Process kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
            string talk = _process.StandardError.ReadToEnd();
            _process.WaitForExit();
            if (!talk.Contains($" {records:N0} parsed + 0 rejected + 0 shed", StringComparison.Ordinal))
                throw new InvalidOperationException($"not all of {records} records arrived: {talk}");
        }

        public void Dispose()
        {
            if (!_process.HasExited)
            {
                _process.Kill();
                _process.WaitForExit();
            }

            _process.Dispose();
            _control.Dispose();
            Directory.Delete(_folder, recursive: true);
        }

        [GeneratedRegex(@"http://127\.0\.0\.1:[0-9]+/")]
        private static partial Regex Address();
    }
}
