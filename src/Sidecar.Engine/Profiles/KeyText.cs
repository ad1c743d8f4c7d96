using System.Runtime.CompilerServices;
using Sidecar.Engine.Eve;

namespace Sidecar.Engine.Profiles;

/// <summary>
/// Finds a key's text in a record: the field itself, or several put together with <c>|</c> between them, in which case
/// a <c>|</c> or backslash within a value gets a backslash, so that no value can pass for two. A long one is cut. Engine thread.
/// </summary>
internal sealed class KeyText
{
    private readonly int[][] _alternatives;
    private readonly int[][] _turned;
    private readonly int _maxBytes;

    /// <summary>Of one part of several so much: then what it is put together to is too long, whatever follows, and is cut.</summary>
    private int Enough => _maxBytes + 1;

    /// <summary>The field that the first alternative is, or -1 when it puts several together.</summary>
    private readonly int _first;
    private readonly int _firstTurned;

    public KeyText(FieldChoice choice, FieldSlots slots, int maxBytes)
    {
        _alternatives = [.. choice.Alternatives.Select(paths => paths.Select(path => slots[path]).ToArray())];
        _turned = [.. _alternatives.Select(fields => fields.Select(Turned).ToArray())];
        _first = _alternatives[0] is [int only] ? only : -1;
        _firstTurned = _turned[0] is [int turned] ? turned : -1;
        _maxBytes = maxBytes;
    }

    /// <summary>Finds the key where nearly all stand: in one field, as it is, and not too long. Otherwise the long way must be gone.</summary>
    /// <param name="isTurned">Source and destination change places: the record is of the other direction.</param>
    /// <param name="start">In the record's line.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryFindPlain(in EveRecord record, bool isTurned, out int start, out int length)
    {
        int first = isTurned ? _firstTurned : _first;
        (start, length) = (0, 0);
        return first >= 0 && record.TryFindPlain(first, out start, out length) && length <= _maxBytes;
    }

    /// <param name="isTurned">Source and destination change places: the record is of the other direction.</param>
    /// <param name="place">Valid as long as the record.</param>
    /// <param name="isCut">It was longer than the limit.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public bool TryFind(in EveRecord record, RecordValues values, bool isTurned, out TextPlace place, out bool isCut)
    {
        foreach (int[] fields in isTurned ? _turned : _alternatives)
        {
            if (fields.Length > 1 ? TryJoin(record, values, fields, out place) : values.TryFind(record, fields[0], out place))
            {
                isCut = place.Length > _maxBytes;
                if (isCut)
                {
                    place = place with { Length = Shortened(values.At(record, place), _maxBytes).Length };
                }

                return true;
            }
        }

        place = default;
        isCut = false;
        return false;
    }

    /// <summary>The key as it is known, however long it was.</summary>
    public static ReadOnlySpan<byte> Shortened(ReadOnlySpan<byte> key, int maxBytes)
    {
        if (key.Length <= maxBytes)
        {
            return key;
        }

        int end = maxBytes;
        // Not in the middle of a character: continuation bytes are 10xxxxxx.
        while (end > 0 && (key[end] & 0xC0) == 0x80)
        {
            end--;
        }

        return key[..end];
    }

    private static int Turned(int slot) => (EveField)slot switch
    {
        EveField.SrcIp => (int)EveField.DestIp,
        EveField.DestIp => (int)EveField.SrcIp,
        EveField.SrcPort => (int)EveField.DestPort,
        EveField.DestPort => (int)EveField.SrcPort,
        _ => slot,
    };

    private bool TryJoin(in EveRecord record, RecordValues values, int[] fields, out TextPlace place)
    {
        int longest = 0;
        foreach (int field in fields)
        {
            if (!values.TryFind(record, field, out TextPlace part))
            {
                place = default;
                return false;
            }

            longest += (2 * Math.Min(part.Length, Enough)) + 1;
        }

        // All parts are made by now: none of them takes this room.
        Span<byte> room = values.Room(longest);
        int length = 0;
        foreach (int field in fields)
        {
            if (field != fields[0])
            {
                room[length++] = (byte)'|';
            }

            values.TryGetText(record, field, out ReadOnlySpan<byte> part);
            length += Escape(part[..Math.Min(part.Length, Enough)], room[length..]);
        }

        place = values.Keep(length);
        return true;
    }

    /// <returns>How many bytes were written.</returns>
    private static int Escape(ReadOnlySpan<byte> part, Span<byte> destination)
    {
        int length = 0;
        foreach (byte octet in part)
        {
            if (octet is (byte)'|' or (byte)'\\')
            {
                destination[length++] = (byte)'\\';
            }

            destination[length++] = octet;
        }

        return length;
    }
}
