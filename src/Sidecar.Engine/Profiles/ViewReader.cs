using System.Runtime.CompilerServices;
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

    /// <summary>There are such, or numbers to sum.</summary>
    private readonly bool _hasMore;

    /// <summary>Places of both addresses among the distinct fields, or -1.</summary>
    private readonly int _source;
    private readonly int _destination;
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
        (_source, _destination) = (shape.Sources, shape.Destinations);
        _distinct = [.. view.Distinct.Select(choice => slots[choice.Paths.First()])];
        _others = [.. view.Distinct.Select(choice => choice.Paths.Skip(1).Select(path => slots[path]).ToArray())];
        _ownSums = [.. shape.OwnSums.Select(path => slots[path])];
        _hasMore = _ownSums.Length > 0 || _others.Any(fields => fields.Length > 0);
        _where = view.Where is null ? -1 : slots[view.Where.Path];
        _wanted = view.Where is null ? [] : [.. view.Where.Values.Select(Encoding.UTF8.GetBytes)];
    }

    /// <summary>Of the view.</summary>
    public int Number => _number;

    /// <summary>Keys that were longer than the limit and were cut.</summary>
    public long KeysCut { get; private set; }

    /// <summary>The record will be read: its key is found, and the key's place in the index is sent for.</summary>
    /// <param name="isTurned">The record is of a packet to the client: its source is the flow's destination.</param>
    /// <param name="key">Valid as long as the record.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Foresee(in EveRecord record, RecordValues values, bool isTurned, out ForeseenKey key)
    {
        if (_text.TryFindPlain(record, isTurned, out int start, out int length))
        {
            ulong hash = _keys.HashOf(record.Line.Slice(start, length));
            key = new ForeseenKey { Hash = hash, Text = new TextPlace(start, length) };
            _keys.Foresee(hash);
        }
        else
        {
            ForeseeOdd(record, values, isTurned, out key);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ForeseeOdd(in EveRecord record, RecordValues values, bool isTurned, out ForeseenKey key)
    {
        key = default;
        if (_text.TryFind(record, values, isTurned, out key.Text, out key.IsCut))
        {
            key.Hash = _keys.HashOf(values.At(record, key.Text));
            _keys.Foresee(key.Hash);
        }
    }

    /// <summary>False when the view does not want the record, or it has no key. The transaction comes with a reference to its key.</summary>
    /// <param name="values">Of the record.</param>
    /// <param name="foreseen">What <see cref="Foresee"/> said of it.</param>
    public bool TryRead(in EveRecord record, RecordValues values, in ForeseenKey foreseen, out Transaction transaction)
    {
        transaction = default;
        if (foreseen.IsMissing || (_where >= 0 && !IsWanted(record, values)))
        {
            return false;
        }

        transaction.View = _number;
        transaction.Names = _names;
        Span<ulong> read = transaction.Values;
        values.CopyHashes(record, _distinct, read);
        if (_hasMore)
        {
            ReadMore(record, values, read);
        }

        int key = Hold(record, values, foreseen);
        transaction.Key = key;
        ref KeyAddresses latest = ref _keys.AddressesOf(key);
        if (_source >= 0 && read[_source] != latest.Source.Hash)
        {
            Remember(record, EveField.SrcIp, read[_source], ref latest.Source);
        }

        if (_destination >= 0 && read[_destination] != latest.Destination.Hash)
        {
            Remember(record, EveField.DestIp, read[_destination], ref latest.Destination);
        }

        return true;
    }

    /// <summary>The key alone, with a reference to it.</summary>
    /// <param name="foreseen">What <see cref="Foresee"/> said of it, turned or not.</param>
    public bool TryReadKey(in EveRecord record, RecordValues values, in ForeseenKey foreseen, out int key)
    {
        key = foreseen.IsMissing ? 0 : Hold(record, values, foreseen);
        return !foreseen.IsMissing;
    }

    /// <summary>The key if somebody holds it, without a reference of its own.</summary>
    /// <param name="foreseen">What <see cref="Foresee"/> said of it.</param>
    public bool TryFindKey(in EveRecord record, RecordValues values, in ForeseenKey foreseen, out int key)
    {
        key = 0;
        return !foreseen.IsMissing && _keys.TryFind(TextOf(record, values, foreseen), foreseen.Hash, out key);
    }

    /// <summary>The same of a record that nobody foresaw, and that the view counts.</summary>
    public bool TryFindOwnKey(in EveRecord record, RecordValues values, out int key)
    {
        key = 0;
        return TryFindText(record, values, out TextPlace place) && _keys.TryFind(values.At(record, place), out key);
    }

    /// <summary>Whether the view counts the record, under whatever key.</summary>
    public bool HasKey(in EveRecord record, RecordValues values) => TryFindText(record, values, out _);

    private bool TryFindText(in EveRecord record, RecordValues values, out TextPlace place)
    {
        place = default;
        return (_where < 0 || IsWanted(record, values)) && _text.TryFind(record, values, isTurned: false, out place, out _);
    }

    private int Hold(in EveRecord record, RecordValues values, in ForeseenKey foreseen) =>
        _keys.Hold(TextOf(record, values, foreseen), foreseen);

    /// <summary>A key counts as cut whenever it is read, not when it is foreseen.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ReadOnlySpan<byte> TextOf(in EveRecord record, RecordValues values, in ForeseenKey foreseen)
    {
        KeysCut += foreseen.IsCut ? 1 : 0;
        return values.At(record, foreseen.Text);
    }

    /// <summary>Another field where one is missing, and the numbers that are summed.</summary>
    private void ReadMore(in EveRecord record, RecordValues values, Span<ulong> read)
    {
        for (int i = 0; i < _distinct.Length; i++)
        {
            if (read[i] == 0)
            {
                read[i] = HashOfOther(record, values, _others[i]);
            }
        }

        for (int i = 0; i < _ownSums.Length; i++)
        {
            record.TryGetInt64(_ownSums[i], out long number);
            read[_distinct.Length + i] = (ulong)Math.Max(0, number);
        }
    }

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

    /// <param name="hash">0 when it is missing.</param>
    private static void Remember(in EveRecord record, EveField field, ulong hash, ref AddressText address)
    {
        if (hash != 0 && record.TryGetText(field, out EveText text))
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

    /// <summary>Where the text was found.</summary>
    public TextPlace Text;

    /// <summary>Where the key was found, if it was; it may have left since.</summary>
    public int Key;

    /// <summary>The text was longer than the limit.</summary>
    public bool IsCut;

    /// <summary>The record has none.</summary>
    public readonly bool IsMissing => Hash == 0;
}
