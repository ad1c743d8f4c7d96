using System.IO.Hashing;
using Sidecar.Engine.Memory;

namespace Sidecar.Engine.Profiles;

/// <summary>
/// The key texts of one view, each held once, under a number. A number lives as long as somebody holds a reference:
/// a waiting transaction, a profile or an exclusion. Owned by the engine thread.
/// </summary>
internal sealed class KeyTable
{
    /// <summary>About: what is asked for first lies within.</summary>
    private const int EntryBytes = 32;
    private const int AddressesBytes = 112;
    private const int TextBytes = 64;

    private readonly HashIndex _index = new();
    private readonly Stack<int> _free = new();
    private KeyEntry[] _entries = new KeyEntry[64];
    private readonly NativeRows<KeyAddresses> _addresses = new();
    private readonly long _seed;
    private int _used;

    /// <param name="seed">Of the hash of keys, so that nobody can aim collisions at it; it decides no result.</param>
    public KeyTable(long seed)
    {
        _seed = seed;
        // Asked for ahead of time where a text is not held.
        _addresses.Reach(0);
    }

    public int Count => _index.Count;

    /// <summary>Valid until the next text is held.</summary>
    public ref KeyEntry this[int key] => ref _entries[key];

    /// <summary>Where the key's latest record came from and went to.</summary>
    public ref KeyAddresses AddressesOf(int key) => ref _addresses[key];

    /// <summary>Of the text of a key, as this table has it.</summary>
    public ulong HashOf(ReadOnlySpan<byte> text)
    {
        ulong hash = XxHash3.HashToUInt64(text, _seed);
        // 0 stands for no key.
        return hash == 0 ? 1 : hash;
    }

    /// <summary>A text with this hash will be looked for: its place in the index is sent for.</summary>
    public void Foresee(ulong hash) => _index.Foresee(hash);

    /// <summary>The second step, when the place has come: the key's entry.</summary>
    /// <returns>For <see cref="ForeseeText"/>; another one's, or that of nobody, where the text is not held.</returns>
    public int ForeseeEntry(ulong hash)
    {
        _index.TryGet(hash, out int key);
        Ahead.Fetch(in _entries[key], EntryBytes);
        Ahead.Fetch(in _addresses[key], AddressesBytes);
        return key;
    }

    /// <summary>The third: its text.</summary>
    public void ForeseeText(int key)
    {
        if (_entries[key].Text is byte[] text)
        {
            Ahead.Fetch(text, TextBytes);
        }
    }

    /// <summary>The number of this text, with one more reference to it.</summary>
    public int Hold(ReadOnlySpan<byte> text) => Hold(text, HashOf(text));

    /// <param name="foreseen">What is known of it.</param>
    public int Hold(ReadOnlySpan<byte> text, in ForeseenKey foreseen)
    {
        ref KeyEntry likely = ref _entries[foreseen.Key];
        if (likely.Hash == foreseen.Hash && text.SequenceEqual(likely.Text))
        {
            likely.References++;
            return foreseen.Key;
        }

        return Hold(text, foreseen.Hash);
    }

    /// <summary>The number of this text if somebody holds it.</summary>
    public bool TryFind(ReadOnlySpan<byte> text, out int key) => TryFind(text, HashOf(text), out key);

    /// <param name="hash">Of the text, from <see cref="HashOf"/>.</param>
    public bool TryFind(ReadOnlySpan<byte> text, ulong hash, out int key)
    {
        for (int cursor = (int)hash; _index.TryNext(hash, ref cursor, out key);)
        {
            if (text.SequenceEqual(_entries[key].Text))
            {
                return true;
            }
        }

        return false;
    }

    public void Hold(int key) => _entries[key].References++;

    public void Release(int key)
    {
        if (--_entries[key].References == 0)
        {
            Free(key);
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

    private void Free(int key)
    {
        ref KeyEntry entry = ref _entries[key];
        _index.Remove(entry.Hash, key);
        entry = default;
        _addresses[key] = default;
        _free.Push(key);
    }

    private int Hold(ReadOnlySpan<byte> text, ulong hash)
    {
        if (!TryFind(text, hash, out int key))
        {
            key = New(text.ToArray(), hash);
        }

        _entries[key].References++;
        return key;
    }

    private int New(byte[] text, ulong hash)
    {
        if (!_free.TryPop(out int key))
        {
            if (_used == _entries.Length)
            {
                Array.Resize(ref _entries, 2 * _entries.Length);
            }

            key = _used++;
            _addresses.Reach(key);
        }

        _entries[key].Text = text;
        _entries[key].Hash = hash;
        _index.Add(hash, key);
        return key;
    }
}

/// <summary>One key of a view: what is asked of it with each record.</summary>
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
}

/// <summary>The addresses of a key's latest record, apart from what is asked more often.</summary>
internal struct KeyAddresses
{
    public AddressText Source;
    public AddressText Destination;
}
