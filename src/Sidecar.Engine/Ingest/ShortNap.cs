using System.Runtime.InteropServices;

namespace Sidecar.Engine.Ingest;

/// <summary>
/// A pause much shorter than the millisecond that the framework offers, by nanosleep(2). The kernel adds its timer slack,
/// 50 microseconds.
/// </summary>
internal static partial class ShortNap
{
    /// <param name="nanoseconds">Less than a second.</param>
    public static void Take(long nanoseconds)
    {
        Timespec time = new(0, nanoseconds);
        // A signal may end it early, which does no harm.
        _ = Nanosleep(in time, 0);
    }

    [LibraryImport("libc", EntryPoint = "nanosleep")]
    private static partial int Nanosleep(in Timespec time, nint rest);

    /// <summary>struct timespec of a 64-bit Linux.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Timespec(long Seconds, long Nanoseconds);
}
