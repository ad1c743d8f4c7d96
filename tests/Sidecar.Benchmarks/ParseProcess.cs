using System.Diagnostics;
using System.Globalization;

namespace Sidecar.Benchmarks;

/// <summary>One of the parsers of the comparison as a process that holds the file in memory and waits for its turn.</summary>
internal sealed class ParseProcess : IDisposable
{
    private readonly Process _process;

    public ParseProcess(string program, params string[] arguments) => _process =
        Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!;

    /// <summary>Records, the sum of the integers, the sum of the lengths of the texts.</summary>
    public string Sums { get; private set; } = "";

    /// <summary>Lets it parse the file once, and gives its processor seconds.</summary>
    public double Round()
    {
        _process.StandardInput.WriteLine();
        _process.StandardInput.Flush();
        string line = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"{_process.StartInfo.FileName} has ended");
        int space = line.IndexOf(' ', StringComparison.Ordinal);
        Sums = line[(space + 1)..];
        return double.Parse(line.AsSpan(0, space), CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
