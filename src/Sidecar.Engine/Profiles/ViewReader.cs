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
    private readonly RecordValues _values;
    private readonly byte _number;
    private readonly bool _names;
    private readonly int[][] _distinct;
    private readonly int[] _ownSums;
    private readonly int _where;
    private readonly byte[][] _wanted;

    /// <summary>Hash of the key of the latest record that was foreseen, and that record's number.</summary>
    private ulong _foreseen;
    private long _foreseenIn;

    /// <param name="number">Of the view, which its transactions carry.</param>
    /// <param name="values">Shared by all views.</param>
    public ViewReader(View view, byte number, FieldSlots slots, RecordValues values, KeyTable keys, int maxKeyBytes)
    {
        _keys = keys;
        _number = number;
        _values = values;
        _text = new KeyText(view.Key, slots, values, maxKeyBytes);
        _names = view.Kind == ViewKind.Service;
        _distinct = [.. view.Distinct.Select(choice => choice.Paths.Select(path => slots[path]).ToArray())];
        _ownSums = [.. new ViewShape(view).OwnSums.Select(path => slots[path])];
        _where = view.Where is null ? -1 : slots[view.Where.Path];
        _wanted = view.Where is null ? [] : [.. view.Where.Values.Select(Encoding.UTF8.GetBytes)];
    }

    /// <summary>Keys that were longer than the limit and were cut.</summary>
    public long KeysCut => _text.Cut;

    /// <summary>The record will be read: its key's place in the index is sent for.</summary>
    public void Foresee(in EveRecord record)
    {
        if (_text.TryForesee(record, out ReadOnlySpan<byte> text))
        {
            (_foreseen, _foreseenIn) = (_keys.HashOf(text), _values.Number);
            _keys.Foresee(_foreseen);
        }
    }

    /// <summary>False when the view does not want the record, or it has no key. The transaction comes with a reference to its key.</summary>
    public bool TryRead(in EveRecord record, out Transaction transaction)
    {
        transaction = default;
        if ((_where >= 0 && !IsWanted(record)) || !_text.TryRead(record, isTurned: false, out ReadOnlySpan<byte> text))
        {
            return false;
        }

        ulong hash = _foreseenIn == _values.Number ? _foreseen : _keys.HashOf(text);
        // Sent for while the values are hashed.
        _keys.ForeseeEntry(hash);
        transaction.View = _number;
        transaction.Names = _names;
        (ulong source, ulong destination) = (0, 0);
        for (int i = 0; i < _distinct.Length; i++)
        {
            ulong value = transaction.Values[i] = FirstHash(record, _distinct[i], out int field);
            source = field == (int)EveField.SrcIp ? value : source;
            destination = field == (int)EveField.DestIp ? value : destination;
        }

        for (int i = 0; i < _ownSums.Length; i++)
        {
            record.TryGetInt64(_ownSums[i], out long number);
            transaction.Values[_distinct.Length + i] = (ulong)Math.Max(0, number);
        }

        transaction.Key = _keys.Hold(text, hash);
        ref KeyAddresses latest = ref _keys.AddressesOf(transaction.Key);
        Remember(record, EveField.SrcIp, source, ref latest.Source);
        Remember(record, EveField.DestIp, destination, ref latest.Destination);
        return true;
    }

    /// <summary>The key alone, with a reference to it.</summary>
    /// <param name="isTurned">The record is of a packet to the client: its source is the flow's destination.</param>
    public bool TryReadKey(in EveRecord record, bool isTurned, out int key)
    {
        bool isThere = _text.TryRead(record, isTurned, out ReadOnlySpan<byte> text);
        key = isThere ? _keys.Hold(text) : 0;
        return isThere;
    }

    /// <summary>The key if somebody holds it, without a reference of its own.</summary>
    public bool TryFindKey(in EveRecord record, out int key)
    {
        key = 0;
        return _text.TryRead(record, isTurned: false, out ReadOnlySpan<byte> text) && _keys.TryFind(text, out key);
    }

    /// <summary>The same of a record that the view counts.</summary>
    public bool TryFindOwnKey(in EveRecord record, out int key)
    {
        key = 0;
        return (_where < 0 || IsWanted(record)) && TryFindKey(record, out key);
    }

    /// <summary>Whether the view counts the record, under whatever key.</summary>
    public bool HasKey(in EveRecord record) =>
        (_where < 0 || IsWanted(record)) && _text.TryRead(record, isTurned: false, out _);

    /// <param name="from">The field that it is of.</param>
    private ulong FirstHash(in EveRecord record, int[] fields, out int from)
    {
        foreach (int field in fields)
        {
            ulong hash = _values.HashOf(record, field);
            if (hash != 0)
            {
                from = field;
                return hash;
            }
        }

        from = -1;
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

    private bool IsWanted(in EveRecord record)
    {
        if (_values.TryGetText(record, _where, out ReadOnlySpan<byte> text))
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
