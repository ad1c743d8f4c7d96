using System.Globalization;

namespace Sidecar.Tests;

/// <summary>What a piece of work costs, however many others the machine has to serve meanwhile.</summary>
internal static class ProcessorTime
{
    /// <summary>USER_HZ, the same on every Linux that .NET runs on.</summary>
    private const double TicksPerSecond = 100;

    /// <summary>Of this thread since it began, in user and kernel mode, to a hundredth of a second (proc_pid_stat(5)).</summary>
    public static TimeSpan OfThread()
    {
        // The name of the thread, in parentheses, may hold anything.
        string[] fields = File.ReadAllText("/proc/thread-self/stat").Split(')')[^1].Split(' ');
        const int user = 12, kernel = 13;
        return TimeSpan.FromSeconds((Number(fields[user]) + Number(fields[kernel])) / TicksPerSecond);
    }

    private static long Number(string field) => long.Parse(field, NumberStyles.None, CultureInfo.InvariantCulture);
}
