using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Xunit;

namespace Sidecar.EndToEnd;

/// <summary>
/// One run of the published binary (out/eve-sidecar, or what SIDECAR names) as a daemon in a folder of its own.
/// Disposing kills it and removes the folder, whatever the test did.
/// </summary>
internal sealed partial class SidecarProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Process _process;
    private readonly StringBuilder _talk = new();
    private readonly bool _ownsFolder;

    private SidecarProcess(string folder, bool ownsFolder, Process process)
    {
        Folder = folder;
        _ownsFolder = ownsFolder;
        _process = process;
        _process.ErrorDataReceived += (_, line) =>
        {
            lock (_talk)
                _talk.Append(line.Data).Append(line.Data is null ? "" : "\n");
        };
        _process.BeginErrorReadLine();
    }

    public string Folder { get; }

    public string EveSocket => Path.Combine(Folder, "eve.sock");

    public string VerdictSocket => Path.Combine(Folder, "verdicts.sock");

    public string ControlSocket => Path.Combine(Folder, "control.sock");

    /// <summary>What it said so far.</summary>
    public string Talk
    {
        get
        {
            lock (_talk)
                return _talk.ToString();
        }
    }

    public bool IsRunning => !_process.HasExited;

    /// <summary>Largest memory that it ever used, in bytes, as the kernel counts it.</summary>
    public long PeakMemory
    {
        get
        {
            string line = File.ReadLines($"/proc/{_process.Id}/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return long.Parse(Digits().Match(line).Value, CultureInfo.InvariantCulture) * 1024;
        }
    }

    /// <summary>Waits until so many verdict readers have a thread that serves them: connecting comes a little before that.</summary>
    public void WaitForReaders(int readers) => WaitUntil(
        () => Directory.GetDirectories($"/proc/{_process.Id}/task").Count(thread => NameOf(thread) == "verdict-reader") >= readers,
        $"{readers} readers are served");

    /// <summary>What the kernel says of the first thread of that name, as proc_pid_stat(5) has it; empty when there is none.</summary>
    public string StatOf(string thread) =>
        Directory.GetDirectories($"/proc/{_process.Id}/task").Where(task => NameOf(task) == thread).Select(task => Of(task, "stat")).FirstOrDefault("");

    public static void WaitUntil(Func<bool> holds, string what, TimeSpan? patience = null)
    {
        Stopwatch waited = Stopwatch.StartNew();
        while (!holds())
        {
            Assert.True(waited.Elapsed < (patience ?? Patience), $"waited in vain until {what}");
            Thread.Sleep(10);
        }
    }

    public int Id => _process.Id;

    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Starts it and waits until both sockets are there.</summary>
    public static SidecarProcess Start(params string[] options) =>
        StartIn(Directory.CreateTempSubdirectory("sidecar-run-").FullName, ownsFolder: true, options);

    /// <summary>The same, with an engine thread that once stands still: DebugStall in the engine.</summary>
    public static SidecarProcess StartStalling(string stall, params string[] options) =>
        StartIn(Directory.CreateTempSubdirectory("sidecar-run-").FullName, ownsFolder: true, options, stall);

    /// <summary>The same in a folder that outlives it.</summary>
    public static SidecarProcess StartIn(string folder, params string[] options) => StartIn(folder, ownsFolder: false, options);

    /// <summary>The same, where a line of bash starts it: the program and its arguments are "$@" there, and $0 is another text.</summary>
    public static SidecarProcess StartByShell(string folder, string line, string zero, params string[] options) => WaitUntilUp(new(
        folder, ownsFolder: false, Launch("bash", ["-c", line, zero, Binary(), "run", "--run-dir", folder, .. options], redirectInput: false)));

    /// <summary>Path of the published binary; fails the test when there is none.</summary>
    public static string Binary()
    {
        string? named = Environment.GetEnvironmentVariable("SIDECAR");
        string binary = string.IsNullOrEmpty(named) ? Path.Combine(FixtureFiles.Root, "out", "eve-sidecar") : named;
        if (!File.Exists(binary))
            Assert.Fail($"not run: there is no {binary}; `make test` publishes it first");
        return binary;
    }

    /// <summary>
    /// Copies the binary, by another process: a test that starts a program while this one still writes would hand it the
    /// open file, and what is open for writing cannot be run.
    /// </summary>
    public static void CopyBinary(string to)
    {
        using Process copy = Process.Start("cp", [Binary(), to]);
        copy.WaitForExit();
    }

    /// <summary>Runs any command of the binary to its end.</summary>
    public static Finished Run(IEnumerable<string> arguments, byte[]? input = null) => RunProgram(Binary(), arguments, input);

    /// <summary>The same where another program starts the binary.</summary>
    public static Finished RunProgram(string program, IEnumerable<string> arguments, byte[]? input = null)
    {
        using Process process = Launch(program, arguments, redirectInput: input is not null);
        Task<string> errors = process.StandardError.ReadToEndAsync();
        using MemoryStream output = new();
        Task copied = process.StandardOutput.BaseStream.CopyToAsync(output);
        if (input is not null)
        {
            process.StandardInput.BaseStream.Write(input);
            process.StandardInput.Close();
        }

        if (!process.WaitForExit(TimeSpan.FromMinutes(2)))
        {
            process.Kill();
            Assert.Fail($"{program} {string.Join(' ', arguments)} did not end");
        }

        copied.Wait();
        return new Finished(process.ExitCode, output.ToArray(), errors.Result);
    }

    /// <summary>SIGTERM, then what it said; fails unless it ends in time.</summary>
    public Finished Stop()
    {
        Signal("TERM");
        return WaitForEnd();
    }

    public void Signal(string name)
    {
        Assert.True(IsRunning, $"the sidecar had ended: {Talk}");
        using Process kill = Process.Start("kill", [$"-{name}", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    public Finished WaitForEnd()
    {
        Assert.True(_process.WaitForExit(Patience), $"the sidecar did not end within {Patience}");
        // Without a time limit: also waits for the last of what it said.
        _process.WaitForExit();
        return new Finished(_process.ExitCode, [], Talk);
    }

    /// <summary>SIGKILL.</summary>
    public void KillHard()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>None of its threads runs for so long (SIGSTOP, SIGCONT).</summary>
    public void StandStill(TimeSpan time)
    {
        Signal("STOP");
        Thread.Sleep(time);
        Signal("CONT");
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            KillHard();
        _process.Dispose();
        if (_ownsFolder)
            Directory.Delete(Folder, recursive: true);
    }

    private static string NameOf(string thread) => Of(thread, "comm").TrimEnd('\n');

    private static string Of(string thread, string file)
    {
        try
        {
            return File.ReadAllText(Path.Combine(thread, file));
        }
        catch (IOException)
        {
            // It ended since the folder was listed.
            return "";
        }
    }

    /// <summary>Without sidecar_stats, unless the options say otherwise: most tests are about verdicts.</summary>
    private static SidecarProcess StartIn(string folder, bool ownsFolder, string[] options, string? stall = null) =>
        WaitUntilUp(new(folder, ownsFolder, Launch(Binary(), ["run", "--run-dir", folder, "--set", "verdicts.stats-interval=0", .. options], redirectInput: false, stall)));

    private static SidecarProcess WaitUntilUp(SidecarProcess sidecar)
    {
        Stopwatch waited = Stopwatch.StartNew();
        while (!sidecar.Talk.Contains("listening on", StringComparison.Ordinal))
        {
            if (!sidecar.IsRunning || waited.Elapsed > Patience)
            {
                string talk = sidecar.IsRunning ? "it still runs" : sidecar.WaitForEnd().Talk;
                sidecar.Dispose();
                Assert.Fail($"the sidecar did not come up: {talk}");
            }

            Thread.Sleep(10);
        }

        return sidecar;
    }

    private static Process Launch(string program, IEnumerable<string> arguments, bool redirectInput, string? stall = null)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = redirectInput,
        };
        if (stall is not null)
            start.Environment["EVE_SIDECAR_DEBUG_STALL"] = stall;
        return Process.Start(start)!;
    }

    [GeneratedRegex(@"\d+")]
    private static partial Regex Digits();
}
