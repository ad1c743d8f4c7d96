using System.Diagnostics.CodeAnalysis;
using System.IO.Hashing;

namespace Sidecar.Engine.Profiles;

/// <summary>
/// Numbers keys in the order in which they come: canonical bytes to index, each key stored once. One thread.
/// </summary>
internal sealed class PlaybookKeys
{
    private readonly Dictionary<byte[], int> _indexes;
    private readonly Dictionary<byte[], int>.AlternateLookup<ReadOnlySpan<byte>> _bySpan;
    private readonly List<byte[]> _keys = [];

    /// <param name="seed">Of the hash of keys, so that nobody can aim collisions at it; it decides no result.</param>
    public PlaybookKeys(long seed)
    {
        _indexes = new Dictionary<byte[], int>(new BytesComparer(seed));
        _bySpan = _indexes.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    public int Count => _keys.Count;

    public byte[] this[int index] => _keys[index];

    public int IndexOf(ReadOnlySpan<byte> canonical)
    {
        if (_bySpan.TryGetValue(canonical, out int index))
            return index;

        byte[] key = canonical.ToArray();
        _indexes.Add(key, _keys.Count);
        _keys.Add(key);
        return _keys.Count - 1;
    }

    /// <summary>Equality of keys by their bytes; finds an array by a span without making one.</summary>
    private sealed class BytesComparer(long seed)
        : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode([DisallowNull] byte[] obj) => GetHashCode(obj.AsSpan());

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode(ReadOnlySpan<byte> alternate) => (int)XxHash3.HashToUInt64(alternate, seed);
    }
}
