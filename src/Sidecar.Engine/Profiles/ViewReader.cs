using System.Text;
using Sidecar.Engine.Eve;
using Sidecar.Engine.Flows;

namespace Sidecar.Engine.Profiles;

/// <summary>
/// Takes out of a record what a view wants of it: the key's number, the hashes of the distinct fields, and the numbers
/// that are summed. Engine thread.
/// </summary>
internal sealed class ViewReader
{
    private readonly KeyTable _keys;
    private readonly KeyText _text;
    private readonly byte _number;
    private readonly bool _names;
    private readonly int[] _distinct;

    /// <summary>For each of them those that are asked where it is missing.</summary>
    private readonly int[][] _others;
    private readonly bool _countsSource;
    private readonly bool _countsDestination;
    private readonly int[] _ownSums;
    private readonly int _where;
    private readonly byte[][] _wanted;

    /// <param name="number">Of the view, which its transactions carry.</param>
    public ViewReader(View view, byte number, FieldSlots slots, KeyTable keys, int maxKeyBytes)
    {
        _keys = keys;
        _number = number;
        _text = new KeyText(view.Key, slots, maxKeyBytes);
        _names = view.Kind == ViewKind.Service;
        ViewShape shape = new(view);
        (_countsSource, _countsDestination) = (shape.CountsSources, shape.CountsDestinations);
        _distinct = [.. view.Distinct.Select(choice => slots[choice.Paths.First()])];
        _others = [.. view.Distinct.Select(choice => choice.Paths.Skip(1).Select(path => slots[path]).ToArray())];
        _ownSums = [.. shape.OwnSums.Select(path => slots[path])];
        _where = view.Where is null ? -1 : slots[view.Where.Path];
        _wanted = view.Where is null ? [] : [.. view.Where.Values.Select(Encoding.UTF8.GetBytes)];
    }

    /// <summary>Of the view.</summary>
    public int Number => _number;

    /// <summary>Keys that were longer than the limit and were cut.</summary>
    public long KeysCut => _text.Cut;

    /// <summary>The record will be read: its key's place in the index is sent for.</summary>
    /// <param name="isTurned">The record is of a packet to the client: its source is the flow's destination.</param>
    public ForeseenKey Foresee(in EveRecord record, RecordValues values, bool isTurned = false)
    {
        if (!_text.TryForesee(record, values, isTurned, out ReadOnlySpan<byte> text))
        {
            return default;
        }

        ulong hash = _keys.HashOf(text);
        _keys.Foresee(hash);
        return new ForeseenKey { Hash = hash };
    }

    /// <summary>False when the view does not want the record, or it has no key. The transaction comes with a reference to its key.</summary>
    /// <param name="values">Of the record.</param>
    /// <param name="foreseen">What <see cref="Foresee"/> said of it.</param>
    public bool TryRead(in EveRecord record, RecordValues values, in ForeseenKey foreseen, out Transaction transaction)
    {
        transaction = default;
        if (foreseen.IsMissing || (_where >= 0 && !IsWanted(record, values)) || !_text.TryRead(record, values, isTurned: false, out ReadOnlySpan<byte> text))
        {
            return false;
        }

        transaction.View = _number;
        transaction.Names = _names;
        Span<ulong> read = transaction.Values;
        for (int i = 0; i < _distinct.Length; i++)
        {
            ulong value = values.HashOf(record, _distinct[i]);
            read[i] = value != 0 ? value : HashOfOther(record, values, _others[i]);
        }

        for (int i = 0; i < _ownSums.Length; i++)
        {
            record.TryGetInt64(_ownSums[i], out long number);
            read[_distinct.Length + i] = (ulong)Math.Max(0, number);
        }

        transaction.Key = _keys.Hold(text, foreseen);
        ref KeyAddresses latest = ref _keys.AddressesOf(transaction.Key);
        if (_countsSource)
        {
            Remember(record, EveField.SrcIp, values.HashOf(record, (int)EveField.SrcIp), ref latest.Source);
        }

        if (_countsDestination)
        {
            Remember(record, EveField.DestIp, values.HashOf(record, (int)EveField.DestIp), ref latest.Destination);
        }

        return true;
    }

    /// <summary>The key alone, with a reference to it.</summary>
    /// <param name="foreseen">What <see cref="Foresee"/> said of it, turned or not.</param>
    public bool TryReadKey(in EveRecord record, RecordValues values, bool isTurned, in ForeseenKey foreseen, out int key)
    {
        bool isThere = _text.TryRead(record, values, isTurned, out ReadOnlySpan<byte> text);
        key = isThere ? _keys.Hold(text, foreseen) : 0;
        return isThere;
    }

    /// <summary>The key if somebody holds it, without a reference of its own.</summary>
    public bool TryFindKey(in EveRecord record, RecordValues values, out int key)
    {
        key = 0;
        return _text.TryRead(record, values, isTurned: false, out ReadOnlySpan<byte> text) && _keys.TryFind(text, out key);
    }

    /// <summary>The same of a key that was foreseen.</summary>
    public bool TryFindKey(in EveRecord record, RecordValues values, in ForeseenKey foreseen, out int key)
    {
        key = 0;
        return !foreseen.IsMissing && _text.TryRead(record, values, isTurned: false, out ReadOnlySpan<byte> text) && _keys.TryFind(text, foreseen.Hash, out key);
    }

    /// <summary>The same of a record that the view counts.</summary>
    public bool TryFindOwnKey(in EveRecord record, RecordValues values, out int key)
    {
        key = 0;
        return (_where < 0 || IsWanted(record, values)) && TryFindKey(record, values, out key);
    }

    /// <summary>Whether the view counts the record, under whatever key.</summary>
    public bool HasKey(in EveRecord record, RecordValues values) =>
        (_where < 0 || IsWanted(record, values)) && _text.TryRead(record, values, isTurned: false, out _);

    private static ulong HashOfOther(in EveRecord record, RecordValues values, int[] fields)
    {
        foreach (int field in fields)
        {
            ulong hash = values.HashOf(record, field);
            if (hash != 0)
            {
                return hash;
            }
        }

        return 0;
    }

    /// <param name="hash">0 when the view does not count it, or it is missing.</param>
    private static void Remember(in EveRecord record, EveField field, ulong hash, ref AddressText address)
    {
        if (hash != 0 && hash != address.Hash && record.TryGetText(field, out EveText text))
        {
            address.Set(text, hash);
        }
    }

    private bool IsWanted(in EveRecord record, RecordValues values)
    {
        if (values.TryGetText(record, _where, out ReadOnlySpan<byte> text))
        {
            foreach (byte[] wanted in _wanted)
            {
                if (text.SequenceEqual(wanted))
                {
                    return true;
                }
            }
        }

        return false;
    }
}

/// <summary>What is known of a record's key before it is asked for.</summary>
internal struct ForeseenKey
{
    /// <summary>Of the key's text, as its table has it.</summary>
    public ulong Hash;

    /// <summary>Where the key was found, if it was; it may have left since.</summary>
    public int Key;

    /// <summary>The record has none.</summary>
    public readonly bool IsMissing => Hash == 0;
}
