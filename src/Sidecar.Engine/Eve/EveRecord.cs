using System.Buffers.Text;
using System.Runtime.CompilerServices;
using Sidecar.Engine.Kernels;

namespace Sidecar.Engine.Eve;

/// <summary>
/// One parsed EVE record: the line and where its wanted fields stand. Borrowed, not owned: it is valid until the
/// next <see cref="EveParser.Parse"/> on the same parser, and while the line's memory lives. A slot is the number of
/// a path in the parser's <see cref="FieldTable"/>; an <see cref="EveField"/> is a slot of <see cref="FieldTable.Engine"/>.
/// </summary>
public readonly ref struct EveRecord
{
    private readonly ReadOnlySpan<JsonRange> _slots;
    private readonly ReadOnlySpan<ulong> _backslashes;
    private readonly bool _isPlain;

    /// <param name="isPlain">All strings of the line are known to be ASCII without escapes.</param>
    /// <param name="backslashes">Where escapes are in a line that is known to be ASCII, a bit for each byte; empty for any other line.</param>
    internal EveRecord(ReadOnlySpan<byte> line, ReadOnlySpan<JsonRange> slots, bool isPlain, ReadOnlySpan<ulong> backslashes)
    {
        Line = line;
        _slots = slots;
        _isPlain = isPlain;
        _backslashes = backslashes;
    }

    public ReadOnlySpan<byte> Line { get; }

    /// <summary>The field is absent or null.</summary>
    public bool IsMissing(EveField field) => IsMissing((int)field);

    public bool IsMissing(int slot) => RawValue(slot).IsEmpty;

    /// <summary>The field is a JSON number, written as an integer, that 64 bits hold.</summary>
    public bool TryGetInt64(EveField field, out long value) => TryGetInt64((int)field, out value);

    public bool TryGetInt64(int slot, out long value)
    {
        JsonRange range = _slots[slot];
        int end = range.Start + range.Length;
        // Whatever is no number has a first byte that is no digit.
        if ((uint)(range.Length - 1) < DecimalText.MaxDigits && end >= DecimalText.MaxDigits && DecimalText.TryReadLast(Line[..end], range.Length, out value))
            return true;
        value = 0;
        return !range.IsEmpty && TryParseInt64(Line.Slice(range.Start, range.Length), out value);
    }

    /// <summary>Apart, so that what nearly all numbers take is short.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool TryParseInt64(ReadOnlySpan<byte> text, out long value)
    {
        if (Utf8Parser.TryParse(text, out value, out int consumed) && consumed == text.Length)
            return true;
        value = 0;
        return false;
    }

    /// <summary>The field is a JSON string.</summary>
    public bool TryGetText(EveField field, out EveText text) => TryGetText((int)field, out text);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryGetText(int slot, out EveText text)
    {
        JsonRange range = _slots[slot];
        if (range.IsEmpty || Line[range.Start] != '"')
        {
            text = default;
            return false;
        }

        ReadOnlySpan<byte> raw = Line.Slice(range.Start + 1, range.Length - 2);
        text = new EveText(raw, _isPlain || IsPlain(range));
        return true;
    }

    /// <summary>Apart, since most lines have no escapes.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool IsPlain(JsonRange text) => !_backslashes.IsEmpty && !BitRange.HasAny(_backslashes, text.Start, text.Start + text.Length);

    /// <summary>The field is a string, or a number, true or false, which stand for themselves; neither null, object nor array.</summary>
    public bool TryGetScalar(int slot, out EveText text)
    {
        if (TryGetText(slot, out text))
            return true;
        ReadOnlySpan<byte> raw = RawValue(slot);
        if (raw.IsEmpty || raw[0] is (byte)'{' or (byte)'[')
            return false;
        text = new EveText(raw, isKnownPlain: true);
        return true;
    }

    public bool IsTrue(EveField field) => IsTrue((int)field);

    public bool IsTrue(int slot) => RawValue(slot) is [(byte)'t', ..];

    /// <summary>The value as it stands in the line, quotes and brackets included; empty when missing.</summary>
    public ReadOnlySpan<byte> RawValue(int slot)
    {
        ReadOnlySpan<byte> value = Line.Slice(_slots[slot].Start, _slots[slot].Length);
        return value is [(byte)'n', ..] ? default : value;
    }
}
