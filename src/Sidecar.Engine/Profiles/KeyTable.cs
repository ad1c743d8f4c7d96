using System.IO.Hashing;

namespace Sidecar.Engine.Profiles;

/// <summary>
/// The key texts of one view, each held once, under a number. A number lives as long as somebody holds a reference:
/// a waiting transaction, a profile or an exclusion. Owned by the engine thread.
/// </summary>
internal sealed class KeyTable
{
    private readonly Dictionary<byte[], int> _numbers;
    private readonly Dictionary<byte[], int>.AlternateLookup<ReadOnlySpan<byte>> _lookup;
    private readonly Stack<int> _free = new();
    private KeyEntry[] _entries = new KeyEntry[64];
    private readonly long _seed;
    private int _used;

    /// <param name="seed">Of the hash of keys, so that nobody can aim collisions at it; it decides no result.</param>
    public KeyTable(long seed)
    {
        _seed = seed;
        _numbers = new Dictionary<byte[], int>(new ByComparingBytes(seed));
        _lookup = _numbers.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    public int Count => _numbers.Count;

    /// <summary>Valid until the next <see cref="Hold(ReadOnlySpan{byte})"/>.</summary>
    public ref KeyEntry this[int key] => ref _entries[key];

    /// <summary>The number of this text, with one more reference to it.</summary>
    public int Hold(ReadOnlySpan<byte> text)
    {
        if (!_lookup.TryGetValue(text, out int key))
        {
            key = New(text.ToArray());
        }

        _entries[key].References++;
        return key;
    }

    /// <summary>The number of this text if somebody holds it.</summary>
    public bool TryFind(ReadOnlySpan<byte> text, out int key) => _lookup.TryGetValue(text, out key);

    public void Hold(int key) => _entries[key].References++;

    public void Release(int key)
    {
        ref KeyEntry entry = ref _entries[key];
        if (--entry.References == 0)
        {
            _numbers.Remove(entry.Text);
            entry = default;
            _free.Push(key);
        }
    }

    /// <summary>The never list is another one: what is on it is found out anew.</summary>
    public void ForgetNever()
    {
        foreach (ref KeyEntry entry in _entries.AsSpan(0, _used))
        {
            entry.IsNever = false;
        }
    }

    private int New(byte[] text)
    {
        if (!_free.TryPop(out int key))
        {
            if (_used == _entries.Length)
            {
                Array.Resize(ref _entries, 2 * _entries.Length);
            }

            key = _used++;
        }

        _entries[key].Text = text;
        _entries[key].Hash = XxHash3.HashToUInt64(text, _seed);
        _numbers.Add(text, key);
        return key;
    }

    /// <summary>Equality of texts by their bytes; finds an array by a span without making one.</summary>
    private sealed class ByComparingBytes(long seed) : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(byte[] obj) => GetHashCode(obj.AsSpan());

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode(ReadOnlySpan<byte> alternate) => (int)XxHash3.HashToUInt64(alternate, seed);

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
    }
}

/// <summary>One key of a view: its text and the addresses of its latest record.</summary>
internal struct KeyEntry
{
    public byte[] Text;

    /// <summary>Of the text; with a seed that the tables of one engine share, and that nobody knows outside of it.</summary>
    public ulong Hash;
    public int References;

    /// <summary>One more than the place where <see cref="CrowdMemory"/> found the key last; it looks whether it is still there.</summary>
    public int CrowdRow;

    /// <summary>A crowd vouches for the key and its records pass all the same: it is on the never list.</summary>
    public bool IsNever;

    /// <summary>Whether the records of this key are kept out of the residual. Said by the exclusions of the view.</summary>
    public bool Excluded;
    public AddressText Source;
    public AddressText Destination;
}
