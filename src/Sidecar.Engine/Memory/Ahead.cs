using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Sidecar.Engine.Memory;

/// <summary>
/// Starts to bring a place into the cache, some time before it is asked for; returns at once. Only a hint: a place that the
/// garbage collector moves meanwhile costs the time that it was to save, and nothing else. Pure.
/// </summary>
internal static unsafe class Ahead
{
    private const int CacheLineBytes = 64;

    /// <param name="bytes">From there on.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fetch<TPlace>(ref readonly TPlace place, int bytes = 1)
    {
        if (Sse.IsSupported)
        {
            byte* first = (byte*)Unsafe.AsPointer(ref Unsafe.AsRef(in place));
            for (int at = 0; at < bytes - 1; at += CacheLineBytes)
            {
                Sse.Prefetch0(first + at);
            }

            Sse.Prefetch0(first + bytes - 1);
        }
    }

    /// <summary>The first bytes of a text, and its length.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fetch(byte[] text, int bytes)
    {
        ref byte first = ref Unsafe.Subtract(ref MemoryMarshal.GetArrayDataReference(text), sizeof(ulong));
        Fetch(ref first, bytes);
    }
}
