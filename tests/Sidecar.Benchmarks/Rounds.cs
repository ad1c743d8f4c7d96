using System.Diagnostics;

namespace Sidecar.Benchmarks;

/// <summary>
/// Times several pieces of work in turn, A B C A B C ..., so that a machine that slows down slows all of them, and gives
/// medians. BenchmarkDotNet was looked at: it times one method at a time in processes of its own, which on a shared
/// machine compares two moments and not two programs.
/// </summary>
internal static class Rounds
{
    private const int Counted = 5;

    /// <returns>Median seconds of each.</returns>
    public static double[] Median(params Action[] work)
    {
        double[][] seconds = [.. work.Select(_ => new double[Counted])];
        for (int round = -1; round < Counted; round++)
        {
            for (int i = 0; i < work.Length; i++)
            {
                GC.Collect();
                long start = Stopwatch.GetTimestamp();
                work[i]();
                // The first round warms up.
                if (round >= 0)
                    seconds[i][round] = Stopwatch.GetElapsedTime(start).TotalSeconds;
            }
        }

        return [.. seconds.Select(all => all.Order().ElementAt(Counted / 2))];
    }
}
