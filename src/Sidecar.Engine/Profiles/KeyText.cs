using Sidecar.Engine.Eve;

namespace Sidecar.Engine.Profiles;

/// <summary>
/// Reads a key's text out of a record: the field itself, or several put together with <c>|</c> between them, in which case
/// a <c>|</c> or backslash within a value gets a backslash, so that no value can pass for two. A long one is cut. Engine thread.
/// </summary>
internal sealed class KeyText
{
    private readonly int[][] _alternatives;
    private readonly int[][] _turned;
    private readonly int _maxBytes;
    private byte[] _joined = [];

    public KeyText(FieldChoice choice, FieldSlots slots, int maxBytes)
    {
        _alternatives = [.. choice.Alternatives.Select(paths => paths.Select(path => slots[path]).ToArray())];
        _turned = [.. _alternatives.Select(fields => fields.Select(Turned).ToArray())];
        _maxBytes = maxBytes;
    }

    /// <summary>Keys that were longer than the limit and were cut.</summary>
    public long Cut { get; private set; }

    /// <param name="isTurned">Source and destination change places: the record is of the other direction.</param>
    /// <param name="text">Valid until the next call, and as long as the record.</param>
    public bool TryRead(in EveRecord record, RecordValues values, bool isTurned, out ReadOnlySpan<byte> text)
    {
        bool isThere = TryReadWhole(record, values, isTurned ? _turned : _alternatives, out text);
        Cut += text.Length > _maxBytes ? 1 : 0;
        text = Shortened(text, _maxBytes);
        return isThere;
    }

    /// <summary>The same of a key that will be read once more, and counts as cut then.</summary>
    public bool TryForesee(in EveRecord record, RecordValues values, bool isTurned, out ReadOnlySpan<byte> text)
    {
        bool isThere = TryReadWhole(record, values, isTurned ? _turned : _alternatives, out text);
        text = Shortened(text, _maxBytes);
        return isThere;
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

    private bool TryReadWhole(in EveRecord record, RecordValues values, int[][] alternatives, out ReadOnlySpan<byte> text)
    {
        foreach (int[] fields in alternatives)
        {
            if (fields.Length > 1 ? TryJoin(record, values, fields, out text) : values.TryGetText(record, fields[0], out text))
            {
                return true;
            }
        }

        text = default;
        return false;
    }

    private bool TryJoin(in EveRecord record, RecordValues values, int[] fields, out ReadOnlySpan<byte> text)
    {
        int length = 0;
        foreach (int field in fields)
        {
            if (!values.TryGetText(record, field, out ReadOnlySpan<byte> part))
            {
                text = default;
                return false;
            }

            int needed = length + (2 * part.Length) + 1;
            if (_joined.Length < needed)
            {
                Array.Resize(ref _joined, Math.Max(2 * _joined.Length, needed));
            }

            length = Append(part, length, isFirst: field == fields[0]);
        }

        text = _joined.AsSpan(0, length);
        return true;
    }

    private int Append(ReadOnlySpan<byte> part, int length, bool isFirst)
    {
        if (!isFirst)
        {
            _joined[length++] = (byte)'|';
        }

        foreach (byte octet in part)
        {
            if (octet is (byte)'|' or (byte)'\\')
            {
                _joined[length++] = (byte)'\\';
            }

            _joined[length++] = octet;
        }

        return length;
    }
}
