using System.Globalization;

namespace Sidecar.Engine.Ingest;

/// <summary>
/// When the thread that empties a socket lets records gather, so that the sender need not wake it for each, which costs both
/// sides more than to copy it: behind a receive that brought less than a sixth of what a sender's buffer holds it naps, for a
/// third of the time in which that fills. At the most that one connection can bring, 0.9 million records a second, a buffer of
/// the kernel's own size is full some 30 microseconds behind such a nap's end.
/// </summary>
/// <param name="FewBytes">What is little: less than that.</param>
/// <param name="NapNanoseconds">To which the kernel adds its timer slack, 50 microseconds.</param>
internal readonly record struct ReceivePace(int FewBytes, long NapNanoseconds)
{
    /// <summary>The kernel's own size of a socket's send buffer, with what it takes to keep records beside their bytes.</summary>
    public const long KernelsOwnBytes = 212_992;

    private const int FewBytesOfIt = 16 << 10;
    private const long NapOfIt = 40_000;

    /// <summary>A larger buffer is used no further: the engine is to get records within milliseconds.</summary>
    private const long MostTimes = 16;

    private const string SendBuffer = "/proc/sys/net/core/wmem_default";

    /// <param name="sendBufferBytes">Of the sender's socket, as net.core.wmem_default has it.</param>
    public static ReceivePace For(long sendBufferBytes)
    {
        long times = Math.Clamp(sendBufferBytes / KernelsOwnBytes, 1, MostTimes);
        return new ReceivePace((int)times * FewBytesOfIt, times * NapOfIt);
    }

    /// <summary>Behind a receive that brought so much: little, and not all that there was room for, so that no more waits.</summary>
    public bool IsNapDue(int received, int room) => received < Math.Min(FewBytes, room);

    /// <summary>For a socket that is made now; Suricata sets no size of its own (src/util-logopenfile.c). Where that cannot be read, for the kernel's own size.</summary>
    public static ReceivePace Now()
    {
        try
        {
            return For(long.TryParse(File.ReadAllText(SendBuffer), NumberStyles.Integer, CultureInfo.InvariantCulture, out long bytes) ? bytes : 0);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return For(0);
        }
    }
}
