using System.Diagnostics.CodeAnalysis;
using System.Runtime.Intrinsics;

namespace Sidecar.Engine.Kernels;

/// <summary>
/// Which kernel parses: the widest that this build and this processor have, or the one that the environment names.
/// .NET's own switches do nothing to a native binary, hence our variable.
/// </summary>
public static class JsonKernels
{
    /// <summary>scalar, 128, 256 or 512.</summary>
    public const string Variable = "EVE_SIDECAR_KERNEL";

    private static readonly Lazy<JsonKernel> s_chosen = new(() => Choose(Environment.GetEnvironmentVariable(Variable)));

    /// <summary>The kernel of this process, chosen at the first question, which several threads may ask at once.</summary>
    /// <exception cref="PlatformNotSupportedException">The environment asks for what is not there.</exception>
    public static JsonKernel Chosen => s_chosen.Value;

    /// <summary>The value of <see cref="Variable"/> that asks for the kernel.</summary>
    public static string Name(JsonKernel kernel) => kernel switch
    {
        JsonKernel.Vector512 => "512",
        JsonKernel.Vector256 => "256",
        JsonKernel.Vector128 => "128",
        _ => "scalar",
    };

    public static bool IsSupported(JsonKernel kernel) => kernel switch
    {
        JsonKernel.Vector512 => Vector512.IsHardwareAccelerated,
        JsonKernel.Vector256 => Vector256.IsHardwareAccelerated,
        JsonKernel.Vector128 => Vector128.IsHardwareAccelerated,
        _ => true,
    };

    internal static JsonKernel Choose(string? forced)
    {
        JsonKernel widest = JsonKernel.Vector512;
        while (!IsSupported(widest))
            widest--;
        if (string.IsNullOrEmpty(forced))
            return widest;

        for (JsonKernel kernel = JsonKernel.Scalar; kernel <= JsonKernel.Vector512; kernel++)
        {
            if (forced != Name(kernel))
                continue;
            if (!IsSupported(kernel))
                Refuse($"{Variable}={forced}: this build on this processor has no {forced}-bit vectors; the widest kernel here is {Name(widest)}.");
            return kernel;
        }

        Refuse($"{Variable}={forced} is no kernel; one of scalar, 128, 256, 512, or unset for the widest that is here ({Name(widest)}).");
        return widest;
    }

    [DoesNotReturn]
    private static void Refuse(string message) => throw new PlatformNotSupportedException(message);
}
