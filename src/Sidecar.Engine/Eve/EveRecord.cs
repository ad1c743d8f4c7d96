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

    /// <param name="slots">Made for this line.</param>
    internal EveRecord(ReadOnlySpan<byte> line, ReadOnlySpan<JsonRange> slots)
    {
        Line = line;
        _slots = slots;
    }

    public ReadOnlySpan<byte> Line { get; }

    /// <summary>The field is absent or null.</summary>
    public bool IsMissing(EveField field) => IsMissing((int)field);

    public bool IsMissing(int slot) => RawValue(slot).IsEmpty;

    /// <summary>The field is a JSON number, written as an integer, that 64 bits hold.</summary>
    public bool TryGetInt64(EveField field, out long value) => TryGetInt64((int)field, out value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryGetInt64(int slot, out long value)
    {
        JsonRange range = _slots[slot];
        if (range.AreDigits(DecimalText.MaxDigits))
        {
            value = DecimalText.ReadLast(Line.Slice(range.PlainStart, range.Length));
            return true;
        }

        if (range.IsEmpty)
        {
            value = 0;
            return false;
        }

        // Into another variable: the address of the caller's is not given away, so that it may be a register.
        bool isNumber = TryParseInt64(range.In(Line), out long parsed);
        value = parsed;
        return isNumber;
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
        ReadOnlySpan<byte> value = range.In(Line);
        if (value is not [(byte)'"', .. var raw, _])
        {
            text = default;
            return false;
        }

        text = new EveText(raw, range.IsKnownPlain);
        return true;
    }

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

    /// <summary>Nothing stands in the record: not even null.</summary>
    internal bool IsAbsent(int slot) => _slots[slot].IsEmpty;

    /// <summary>The text of a value, when it is known to stand in the line as it is: see <see cref="TryFindPlain"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryGetPlain(int slot, out ReadOnlySpan<byte> text)
    {
        if (!TryFindPlain(slot, out int start, out int length))
        {
            text = default;
            return false;
        }

        text = Line.Slice(start, length);
        return true;
    }

    /// <summary>
    /// Where in the line the text of a value stands, if it is known to stand there as it is: that of a string of ASCII without
    /// escapes, or of a number of digits alone. Of any other the long way must be gone.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryFindPlain(int slot, out int start, out int length)
    {
        JsonRange range = _slots[slot];
        if (!range.IsKnownPlain)
        {
            (start, length) = (0, 0);
            return false;
        }

        int quotes = range.PlainQuotes;
        start = range.PlainStart + quotes;
        length = range.Length - (2 * quotes);
        return true;
    }

    public bool IsTrue(EveField field) => IsTrue((int)field);

    public bool IsTrue(int slot) => RawValue(slot) is [(byte)'t', ..];

    /// <summary>The value as it stands in the line, quotes and brackets included; empty when missing.</summary>
    public ReadOnlySpan<byte> RawValue(int slot)
    {
        ReadOnlySpan<byte> value = _slots[slot].In(Line);
        return value is [(byte)'n', ..] ? default : value;
    }
}
