using System.Diagnostics;

namespace Sidecar.Benchmarks;

/// <summary>A program for each processor that never rests, as a sensor's do on a link that keeps it busy.</summary>
internal sealed class BusyProcessors : IDisposable
{
    private readonly Process[] _programs =
        [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => Process.Start("sh", ["-c", "while :; do :; done"]))];

    public void Dispose()
    {
        foreach (Process program in _programs)
        {
            program.Kill();
            program.WaitForExit();
            program.Dispose();
        }
    }
}
