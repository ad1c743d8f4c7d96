using Sidecar.Engine.Memory;

namespace Sidecar.Engine.Snapshots;

/// <summary>
/// Memory of large sections, which the engine thread fills and the writing thread empties. Arrays of that length would
/// lie in the collector's heap of large objects, and the first state of a run would make it collect everything, which
/// keeps all threads for milliseconds. Any thread.
/// </summary>
internal static class SectionBlocks
{
    /// <summary>As much as a section has that ends where it should.</summary>
    public const int BlockBytes = StateFormat.SectionBytes + StateFormat.SectionSlack;

    private static readonly Stack<NativeBlock> s_free = new();

    /// <summary>What is in it is left over from an earlier section.</summary>
    public static NativeBlock Rent(int bytes)
    {
        if (bytes <= BlockBytes)
        {
            lock (s_free)
            {
                if (s_free.TryPop(out NativeBlock? block))
                {
                    return block;
                }
            }
        }

        return new NativeBlock(Math.Max(bytes, BlockBytes));
    }

    public static void Return(NativeBlock block)
    {
        if (block.Bytes != BlockBytes)
        {
            ((IDisposable)block).Dispose();
            return;
        }

        lock (s_free)
        {
            s_free.Push(block);
        }
    }

    /// <summary>A state is written: the next one is minutes away.</summary>
    public static void Trim()
    {
        lock (s_free)
        {
            while (s_free.TryPop(out NativeBlock? block))
            {
                ((IDisposable)block).Dispose();
            }
        }
    }
}
