using System.IO.Pipelines;
using Sidecar.Engine.Ingest;

namespace Sidecar.Cli;

/// <summary>Reads the files of a command one after the other; what goes wrong in one names it.</summary>
internal static class Inputs
{
    /// <exception cref="IOException">A file is missing, may not be read, breaks off or is damaged.</exception>
    public static void ReadEach(IReadOnlyList<string> inputs, Action<PipeReader> readToEnd)
    {
        foreach (string input in inputs)
        {
            try
            {
                readToEnd(FileInput.Open(input));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or ZstdSharp.ZstdException)
            {
                throw new IOException($"{(input == "-" ? "standard input" : input)}: {e.Message}", e);
            }
        }
    }
}
