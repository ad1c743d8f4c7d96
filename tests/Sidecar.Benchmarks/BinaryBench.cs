using System.Diagnostics;

namespace Sidecar.Benchmarks;

/// <summary>The published binary as a person runs it: a file replayed, its start, its size.</summary>
internal static class BinaryBench
{
    public static void Run(Table table, byte[] eve)
    {
        string binary = Path.Combine(Root(), "out", "eve-sidecar");
        if (!File.Exists(binary))
            throw new FileNotFoundException("there is no out/eve-sidecar; `make bench` publishes it first");
        string input = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(input, eve);
            long records = eve.AsSpan().Count((byte)'\n');
            double[] seconds = [.. Rounds.Median(eve.Length, records, () => Execute(binary, "replay", input)), .. Rounds.Median(() => Execute(binary, "--version"))];
            table.Add("the binary: replay of a file", ParseBench.Rate(eve, records, seconds[0]), "", "");
            table.Add("the binary: start and end (--version)", $"{seconds[1] * 1e3:0} ms", "", "");
            table.Add("the binary: size", $"{new FileInfo(binary).Length / 1e6:0.0} MB", "", "");
        }
        finally
        {
            File.Delete(input);
        }
    }

    public static string Root()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Sidecar.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException($"no Sidecar.sln above {AppContext.BaseDirectory}");
    }

    private static void Execute(string binary, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(binary, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException(errors.Result);
    }
}
