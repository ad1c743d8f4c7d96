using System.Diagnostics;
using Sidecar.Cli;

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
    public static double[] Median(params Action[] work) => Median(bytes: 0, records: 0, work);

    /// <param name="bytes">Of EVE that each run of each piece reads; nothing is shown of runs that read none.</param>
    /// <param name="records">In them.</param>
    public static double[] Median(long bytes, long records, params Action[] work)
    {
        int runs = 0;
        using Progress progress = new(bytes * work.Length * (Counted + 1), bytes > 0 && !Console.IsErrorRedirected, Console.Error, TimeProvider.System);
        progress.CountRecords(() => Volatile.Read(ref runs) * records);
        double[][] seconds = [.. work.Select(_ => new double[Counted])];
        for (int round = -1; round < Counted; round++)
        {
            for (int i = 0; i < work.Length; i++)
            {
                GC.Collect();
                long start = Stopwatch.GetTimestamp();
                work[i]();
                double took = Stopwatch.GetElapsedTime(start).TotalSeconds;
                // The first round warms up.
                if (round >= 0)
                    seconds[i][round] = took;
                progress.Add(bytes);
                Interlocked.Increment(ref runs);
            }
        }

        return [.. seconds.Select(all => all.Order().ElementAt(Counted / 2))];
    }
}
