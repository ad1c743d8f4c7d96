using Sidecar.Engine.Kernels;
using Xunit;

namespace Sidecar.Tests.Kernels;

/// <summary>The flags of real processors, shortened to what the levels are about.</summary>
public sealed class ProcessorLevelTests
{
    private const string Nehalem = "fpu sse sse2 ht pni ssse3 cx16 sse4_1 sse4_2 popcnt lahf_lm";
    private const string Haswell = Nehalem + " fma movbe aes pclmulqdq xsave avx f16c rdrand abm bmi1 avx2 bmi2";
    private const string SkylakeServer = Haswell + " avx512f avx512dq avx512cd avx512bw avx512vl";

    [Theory]
    [InlineData(Nehalem, 2)]
    [InlineData(Nehalem + " avx aes pclmulqdq xsave", 2)]
    [InlineData(Haswell, 3)]
    [InlineData(Haswell + " avx512f avx512cd avx512er avx512pf", 3)]
    [InlineData(SkylakeServer, 4)]
    public void The_level_is_the_highest_that_has_all_its_flags(string flags, int level) =>
        Assert.Equal(level, ProcessorLevel.Of($"processor\t: 0\nmodel name\t: avx2 avx512bw\nflags\t\t: {flags}\nbugs\t\t: spectre_v1\n", hasAbm: false));

    [Theory]
    [InlineData("avx2", 2)]
    [InlineData("pclmulqdq", 2)]
    [InlineData("bmi2", 2)]
    [InlineData("abm", 2)]
    [InlineData("avx512vl", 3)]
    public void One_flag_that_is_switched_off_lowers_the_level(string missing, int level) =>
        Assert.Equal(level, ProcessorLevel.Of($"flags\t\t: {string.Join(' ', SkylakeServer.Split(' ').Where(flag => flag != missing))}\n", hasAbm: false));

    /// <summary>As a virtual machine on an EPYC of 2024 has it.</summary>
    [Fact]
    public void What_the_processor_says_of_abm_counts_where_it_is_not_listed() =>
        Assert.Equal(4, ProcessorLevel.Of($"flags\t\t: {SkylakeServer.Replace(" abm", "", StringComparison.Ordinal)}\n", hasAbm: true));

    [Theory]
    [InlineData("")]
    [InlineData("flags")]
    [InlineData("processor\t: 0\nFeatures\t: fp asimd aes pmull\n")]
    public void A_machine_without_such_flags_has_the_lowest_level(string cpuInfo) => Assert.Equal(ProcessorLevel.Lowest, ProcessorLevel.Of(cpuInfo, hasAbm: false));

    [Fact]
    public void This_machine_runs_what_this_process_was_compiled_for() => Assert.InRange(ProcessorLevel.OfBuild, ProcessorLevel.Lowest, ProcessorLevel.OfMachine());
}
