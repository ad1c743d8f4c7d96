using System.Runtime.InteropServices;

namespace Sidecar.Engine.Ingest;

/// <summary>
/// A thread that empties a socket is not to wait for its turn behind busy ones: a sender's buffer is full within less than the
/// kernel's slice of time, and whoever sends then drops. By setpriority(2), which takes a right: root's (CAP_SYS_NICE), or the
/// limit that our unit sets (LimitNICE).
/// </summary>
internal static partial class ReceiverPriority
{
    /// <summary>As high as it takes to be let in at once by threads of the usual 0, and no real-time class: it does not hold others off.</summary>
    private const int Nice = -10;

    private const int OfThread = 0;
    private const int ThisThread = 0;

    /// <summary>For the calling thread, and no other. Without the right it goes on as it is.</summary>
    public static void TryTake() => _ = SetPriority(OfThread, ThisThread, Nice);

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, uint who, int nice);
}
