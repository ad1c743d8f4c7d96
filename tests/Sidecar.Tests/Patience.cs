using System.Diagnostics;
using Xunit;

namespace Sidecar.Tests;

/// <summary>Waits for what another thread does: long enough for a slow machine, and never for ever.</summary>
internal static class Patience
{
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    public static void Until(Func<bool> isSo, string what)
    {
        long start = Stopwatch.GetTimestamp();
        while (!isSo())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Longest, $"waited in vain until {what}");
            Thread.Sleep(1);
        }
    }
}
