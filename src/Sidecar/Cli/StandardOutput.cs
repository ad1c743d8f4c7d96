using Microsoft.Win32.SafeHandles;

namespace Sidecar.Cli;

/// <summary>
/// Standard output for commands that write much and must notice when nobody reads on. The console's own stream swallows
/// that; a stream over the descriptor reports it, but would not move the place in a file that others write to as well.
/// </summary>
internal static class StandardOutput
{
    /// <summary>EPIPE of errno.h, which .NET hands on as the exception's number.</summary>
    private const int BrokenPipe = 32;

    public static Stream Open()
    {
        FileStream stream = new(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return stream.CanSeek ? Console.OpenStandardOutput() : stream;
    }

    /// <summary>The reader has gone, as <c>head</c> does when it has enough.</summary>
    public static bool IsClosed(IOException failure) => failure.HResult == BrokenPipe;
}
