using Sidecar.Engine.Kernels;

namespace Sidecar.Engine.Learning;

/// <summary>
/// Shares the blocks of a table out among threads: each takes one run of them, and no sum goes over a block's end, so
/// that the result does not depend on how many threads there are. Tables of a few blocks stay on the calling thread.
/// </summary>
internal static class BlockWork
{
    /// <summary>So few blocks are done before another thread has woken up.</summary>
    private const int FewBlocks = 16;

    /// <param name="work">Called with the first block and the one behind the last.</param>
    public static void Run(FloatColumns table, int threads, Action<int, int> work)
    {
        int blocks = table.BlockCount;
        if (threads < 2 || blocks <= FewBlocks)
        {
            work(0, blocks);
            return;
        }

        Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, part =>
            work((int)((long)blocks * part / threads), (int)((long)blocks * (part + 1) / threads)));
    }
}
