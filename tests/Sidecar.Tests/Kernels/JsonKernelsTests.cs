using Sidecar.Engine.Kernels;
using Xunit;

namespace Sidecar.Tests.Kernels;

/// <summary>The environment can force a kernel, and is told clearly when it cannot.</summary>
public sealed class JsonKernelsTests
{
    [Theory]
    [InlineData("scalar", JsonKernel.Scalar)]
    [InlineData("128", JsonKernel.Vector128)]
    public void A_kernel_that_every_machine_has_can_be_forced(string name, JsonKernel expected)
    {
        Assert.Equal(expected, JsonKernels.Choose(name));
        Assert.Equal(name, JsonKernels.Name(expected));
    }

    [Theory]
    [InlineData("256", JsonKernel.Vector256)]
    [InlineData("512", JsonKernel.Vector512)]
    public void A_kernel_that_is_not_there_is_refused(string name, JsonKernel kernel)
    {
        if (JsonKernels.IsSupported(kernel))
            Assert.Equal(kernel, JsonKernels.Choose(name));
        else
            Assert.Contains($"no {name}-bit vectors", Assert.Throws<PlatformNotSupportedException>(() => JsonKernels.Choose(name)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("64")]
    [InlineData("Scalar")]
    [InlineData(" 128")]
    [InlineData("avx2")]
    public void What_is_no_kernel_is_refused_with_the_names_of_those_that_are(string name)
    {
        string message = Assert.Throws<PlatformNotSupportedException>(() => JsonKernels.Choose(name)).Message;
        Assert.Contains($"EVE_SIDECAR_KERNEL={name} is no kernel", message, StringComparison.Ordinal);
        Assert.Contains("scalar, 128, 256, 512", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Nothing_forced_is_the_widest_that_is_there(string? forced)
    {
        JsonKernel chosen = JsonKernels.Choose(forced);
        Assert.True(JsonKernels.IsSupported(chosen));
        Assert.True(chosen == JsonKernel.Vector512 || !JsonKernels.IsSupported(chosen + 1));
    }
}
