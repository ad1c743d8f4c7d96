namespace Sidecar.Generator;

/// <summary>
/// SplitMix64 (Steele, Lea, Flood 2014): the network's only source of chance, in whole numbers, so that no maths library
/// that rounds otherwise can change a byte.
/// </summary>
internal sealed class SeededRandom(ulong seed)
{
    private ulong _state = seed;

    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        return Mix(_state);
    }

    /// <summary>0 up to, without, <paramref name="bound"/>.</summary>
    public int Below(int bound) => (int)((Next() >> 32) * (ulong)bound >> 32);

    public int Between(int low, int high) => low + Below(high - low + 1);

    /// <summary>A number that looks random and is the same for the same input.</summary>
    public static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
