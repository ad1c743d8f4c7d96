using System.Runtime.InteropServices;
using Sidecar.Engine.Kernels;

namespace Sidecar.Cli;

/// <summary>
/// Hands over to the build of this program that is compiled for the processor at hand. .NET decides at compile time which
/// vectors a native binary has, and one with more of them than the processor does not start; so there are three binaries
/// beside each other: eve-sidecar, which starts everywhere, and eve-sidecar-v3 and -v4 for processors with AVX2 and
/// AVX-512. Where those are not installed, this one does all the work itself.
/// </summary>
internal static class BestBuild
{
    /// <summary>Does not return when there is a better build: the process becomes that program, with the same arguments.</summary>
    public static void HandOver(string[] arguments)
    {
        if (Environment.ProcessPath is { } program && PathFor(program, ProcessorLevel.OfMachine(), ProcessorLevel.OfBuild, File.Exists) is { } better)
            Become(better, [program, .. arguments, null]);
    }

    /// <summary>The best build beside a program that the machine can start and that is better than that program; null when there is none.</summary>
    internal static string? PathFor(string program, int machineLevel, int buildLevel, Func<string, bool> exists)
    {
        for (int level = machineLevel; level > buildLevel; level--)
            if (exists($"{program}-v{level}"))
                return $"{program}-v{level}";
        return null;
    }

    /// <summary>execv(3). Comes back only when the file cannot be started; then this build goes on, which is slower but right.</summary>
    private static void Become(string program, string?[] arguments) => _ = Execute(program, arguments);

    [DllImport("libc", EntryPoint = "execv")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Execute(
        [MarshalAs(UnmanagedType.LPUTF8Str)] string program,
        [MarshalAs(UnmanagedType.LPArray, ArraySubType = UnmanagedType.LPUTF8Str)] string?[] arguments);
}
