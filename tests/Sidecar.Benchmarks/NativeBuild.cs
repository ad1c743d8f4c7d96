using System.ComponentModel;
using System.Diagnostics;
using Sidecar.Engine.Kernels;

namespace Sidecar.Benchmarks;

/// <summary>The benchmarks themselves, compiled ahead of time for one kind of processor, as the product is shipped; and other programs run.</summary>
internal static class NativeBuild
{
    /// <summary>Name and instruction sets of the builds that this machine runs.</summary>
    public static IEnumerable<(string Name, string Instructions)> OfMachine()
    {
        yield return ("v3", "x86-64-v3,aes");
        if (JsonKernels.IsSupported(JsonKernel.Vector512))
            yield return ("v4", "x86-64-v4,aes");
    }

    /// <returns>The program.</returns>
    public static string Publish(string folder, string instructions, string name)
    {
        string output = Path.Combine(folder, name);
        string project = Path.Combine(BinaryBench.Root(), "tests", "Sidecar.Benchmarks");
        if (!TryExecute("dotnet", ["publish", project, "-c", "Release", "-o", output, $"-p:IlcInstructionSet={instructions.Replace(",", "%2c", StringComparison.Ordinal)}"]))
            throw new InvalidOperationException($"the benchmark could not be published for {instructions}; run dotnet publish {project} to see why");
        return Path.Combine(output, "Sidecar.Benchmarks");
    }

    public static bool TryExecute(string program, string[] arguments, string input = "")
    {
        try
        {
            ProcessStartInfo start = new(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
            using Process process = Process.Start(start)!;
            Task<string> errors = process.StandardError.ReadToEndAsync();
            process.StandardInput.Write(input);
            process.StandardInput.Close();
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            errors.Wait();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
