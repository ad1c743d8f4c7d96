namespace Sidecar.Engine.Learning;

/// <summary>
/// MT19937 (Matsumoto and Nishimura, ACM TOMACS 8, 1998), seeded and read as NumPy's frozen RandomState does, so that
/// k-means makes the very starts that scikit-learn makes from the same seed. Not for secrets. One owner, one thread.
/// </summary>
internal sealed class MersenneTwister
{
    private const int Length = 624;
    private const int Offset = 397;

    private readonly uint[] _state = new uint[Length];
    private int _next = Length;

    /// <summary>A seed within 32 bits gives RandomState(seed); a longer one RandomState([low word, high word]).</summary>
    public MersenneTwister(ulong seed)
    {
        if (seed <= uint.MaxValue)
            Initialise((uint)seed);
        else
            InitialiseByWords([(uint)seed, (uint)(seed >> 32)]);
    }

    public uint NextUInt32()
    {
        if (_next == Length)
            Refill();
        uint value = _state[_next++];
        value ^= value >> 11;
        value ^= (value << 7) & 0x9d2c5680;
        value ^= (value << 15) & 0xefc60000;
        return value ^ (value >> 18);
    }

    /// <summary>Uniform in [0, 1) with 53 random bits.</summary>
    public double NextDouble()
    {
        uint high = NextUInt32() >> 5;
        uint low = NextUInt32() >> 6;
        return (high * 67108864.0 + low) / 9007199254740992.0;
    }

    /// <summary>Uniform in [0, count), by masking and rejecting: RandomState.randint(count). Takes nothing for a count of 1.</summary>
    public int NextInt32Below(int count)
    {
        uint largest = (uint)(count - 1);
        if (largest == 0)
            return 0;

        uint mask = uint.MaxValue >> System.Numerics.BitOperations.LeadingZeroCount(largest);
        uint value;
        do
            value = NextUInt32() & mask;
        while (value > largest);
        return (int)value;
    }

    private void Initialise(uint seed)
    {
        _state[0] = seed;
        for (int i = 1; i < Length; i++)
            _state[i] = 1812433253 * (_state[i - 1] ^ (_state[i - 1] >> 30)) + (uint)i;
    }

    private void InitialiseByWords(ReadOnlySpan<uint> words)
    {
        Initialise(19650218);
        int i = 1;
        for (int round = 0; round < Length; round++)
        {
            int word = round % words.Length;
            _state[i] = (_state[i] ^ (Mixed(i) * 1664525)) + words[word] + (uint)word;
            i = Advance(i);
        }

        for (int round = 1; round < Length; round++)
        {
            _state[i] = (_state[i] ^ (Mixed(i) * 1566083941)) - (uint)i;
            i = Advance(i);
        }

        _state[0] = 0x80000000;
    }

    private uint Mixed(int i) => _state[i - 1] ^ (_state[i - 1] >> 30);

    private int Advance(int i)
    {
        if (i + 1 < Length)
            return i + 1;
        _state[0] = _state[Length - 1];
        return 1;
    }

    private void Refill()
    {
        for (int i = 0; i < Length; i++)
        {
            uint bits = (_state[i] & 0x80000000) | (_state[(i + 1) % Length] & 0x7fffffff);
            uint twist = (bits & 1) == 0 ? 0 : 0x9908b0dfu;
            _state[i] = _state[(i + Offset) % Length] ^ (bits >> 1) ^ twist;
        }

        _next = 0;
    }
}
