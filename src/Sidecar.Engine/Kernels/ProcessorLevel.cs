using System.Runtime.Intrinsics;

namespace Sidecar.Engine.Kernels;

/// <summary>
/// The level of an x86-64 processor, or of what a binary was compiled for (x86-64 psABI, table 3.1): 4 has AVX-512, 3 has
/// AVX2, 2 is every machine that .NET runs on; other architectures have level 2 only. Read from Linux' list of
/// flags, which leaves out what the kernel or the hypervisor has switched off.
/// </summary>
public static class ProcessorLevel
{
    public const int Lowest = 2;

    private const string CpuInfo = "/proc/cpuinfo";

    /// <summary>Enough for the first processor; the file has one such part for each of them.</summary>
    private const int FirstPartLength = 8192;

    /// <summary>Carry-less multiplication belongs to no level, but every processor of level 3 has it and our builds need it.</summary>
    private static readonly string[] s_level3 = ["avx", "avx2", "bmi1", "bmi2", "f16c", "fma", "abm", "movbe", "xsave", "aes", "pclmulqdq"];

    private static readonly string[] s_level4 = ["avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"];

    /// <summary>What this binary was compiled for; it would not have started on less.</summary>
    public static int OfBuild => Vector512.IsHardwareAccelerated ? 4 : Vector256.IsHardwareAccelerated ? 3 : Lowest;

    public static int OfMachine()
    {
        try
        {
            using var file = new StreamReader(CpuInfo, new FileStreamOptions { BufferSize = 0 });
            char[] text = new char[FirstPartLength];
            return Of(new string(text, 0, file.ReadBlock(text)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Lowest;
        }
    }

    /// <param name="cpuInfo">The file's text, or the start of it.</param>
    public static int Of(string cpuInfo)
    {
        ArgumentNullException.ThrowIfNull(cpuInfo);
        string? line = cpuInfo.Split('\n').FirstOrDefault(line => line.StartsWith("flags", StringComparison.Ordinal) && line.Contains(':', StringComparison.Ordinal));
        HashSet<string> flags = [.. (line ?? "").Split([' ', '\t'])];
        if (!s_level3.All(flags.Contains))
            return Lowest;
        return s_level4.All(flags.Contains) ? 4 : 3;
    }
}
