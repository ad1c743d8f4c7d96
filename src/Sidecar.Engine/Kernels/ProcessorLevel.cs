using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Sidecar.Engine.Kernels;

/// <summary>
/// The level of an x86-64 processor, or of what a binary was compiled for (x86-64 psABI, table 3.1): 4 has AVX-512, 3 has
/// AVX2, 2 is every machine that .NET runs on; other architectures have level 2 only. Read from Linux' list of
/// flags, which leaves out what the kernel or the hypervisor has switched off; but for the count of leading zeros (abm), which
/// no kernel has to support, and which the list of some virtual machines leaves out though the processor has it.
/// </summary>
public static class ProcessorLevel
{
    public const int Lowest = 2;

    private const string CpuInfo = "/proc/cpuinfo";

    /// <summary>Enough for the first processor; the file has one such part for each of them.</summary>
    private const int FirstPartLength = 8192;

    private const string Abm = "abm";

    /// <summary>Carry-less multiplication belongs to no level, but every processor of level 3 has it and our builds need it.</summary>
    private static readonly string[] s_level3 = ["avx", "avx2", "bmi1", "bmi2", "f16c", "fma", Abm, "movbe", "xsave", "aes", "pclmulqdq"];

    private static readonly string[] s_level4 = ["avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"];

    /// <summary>What this binary was compiled for; it would not have started on less.</summary>
    public static int OfBuild => Vector512.IsHardwareAccelerated ? 4 : Vector256.IsHardwareAccelerated ? 3 : Lowest;

    public static int OfMachine()
    {
        try
        {
            using var file = new StreamReader(CpuInfo, new FileStreamOptions { BufferSize = 0 });
            char[] text = new char[FirstPartLength];
            return Of(new string(text, 0, file.ReadBlock(text)), HasAbm());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Lowest;
        }
    }

    /// <param name="cpuInfo">The file's text, or the start of it.</param>
    /// <param name="hasAbm">What the processor itself says of that, whether it is listed or not.</param>
    public static int Of(string cpuInfo, bool hasAbm)
    {
        ArgumentNullException.ThrowIfNull(cpuInfo);
        string? line = cpuInfo.Split('\n').FirstOrDefault(line => line.StartsWith("flags", StringComparison.Ordinal) && line.Contains(':', StringComparison.Ordinal));
        HashSet<string> flags = [.. (line ?? "").Split([' ', '\t'])];
        if (hasAbm)
        {
            flags.Add(Abm);
        }

        if (!s_level3.All(flags.Contains))
            return Lowest;
        return s_level4.All(flags.Contains) ? 4 : 3;
    }

    /// <summary>CPUID, leaf 8000_0001h (AMD64 Architecture Programmer's Manual, volume 3, E.4.2).</summary>
    private static bool HasAbm() => X86Base.IsSupported && (X86Base.CpuId(unchecked((int)0x8000_0001), 0).Ecx & (1 << 5)) != 0;
}
