using System.Diagnostics;
using System.Globalization;

namespace Sidecar.Benchmarks;

/// <summary>One of two competitors as a process that holds its input in memory and waits for its turn.</summary>
internal sealed class PeerProcess : IDisposable
{
    private readonly Process _process;

    public PeerProcess(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment["OPENBLAS_NUM_THREADS"] = start.Environment["OMP_NUM_THREADS"] = "1";
        _process = Process.Start(start)!;
    }

    /// <summary>What the latest turn gave beside its time.</summary>
    public string Result { get; private set; } = "";

    /// <summary>Lets it do its work once, and gives the seconds that it says.</summary>
    public double Round(string work = "")
    {
        _process.StandardInput.WriteLine(work);
        _process.StandardInput.Flush();
        string line = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"{_process.StartInfo.FileName} has ended");
        int space = line.IndexOf(' ', StringComparison.Ordinal);
        Result = line[(space + 1)..];
        return double.Parse(line.AsSpan(0, space), CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
