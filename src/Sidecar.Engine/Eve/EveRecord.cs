using System.Buffers.Text;

namespace Sidecar.Engine.Eve;

/// <summary>
/// One parsed EVE record: the line and where its wanted fields stand. Borrowed, not owned: it is valid until the
/// next <see cref="EveParser.Parse"/> on the same parser, and while the line's memory lives. A slot is the number of
/// a path in the parser's <see cref="FieldTable"/>; an <see cref="EveField"/> is a slot of <see cref="FieldTable.Engine"/>.
/// </summary>
public readonly ref struct EveRecord
{
    private readonly ReadOnlySpan<FieldValue> _slots;

    internal EveRecord(ReadOnlySpan<byte> line, ReadOnlySpan<FieldValue> slots)
    {
        Line = line;
        _slots = slots;
    }

    public ReadOnlySpan<byte> Line { get; }

    /// <summary>The field is absent or null.</summary>
    public bool IsMissing(EveField field) => IsMissing((int)field);

    public bool IsMissing(int slot) => _slots[slot].Kind == FieldKind.Missing;

    /// <summary>The field is a JSON number, written as an integer, that 64 bits hold.</summary>
    public bool TryGetInt64(EveField field, out long value) => TryGetInt64((int)field, out value);

    public bool TryGetInt64(int slot, out long value)
    {
        ReadOnlySpan<byte> raw = RawValue(slot);
        if (_slots[slot].Kind == FieldKind.Number && Utf8Parser.TryParse(raw, out value, out int consumed) && consumed == raw.Length)
            return true;
        value = 0;
        return false;
    }

    /// <summary>The field is a JSON string.</summary>
    public bool TryGetText(EveField field, out EveText text) => TryGetText((int)field, out text);

    public bool TryGetText(int slot, out EveText text)
    {
        FieldValue value = _slots[slot];
        bool isText = value.Kind is FieldKind.PlainText or FieldKind.Text;
        text = isText ? new EveText(RawValue(slot)[1..^1], value.Kind == FieldKind.PlainText) : default;
        return isText;
    }

    public bool IsTrue(EveField field) => IsTrue((int)field);

    public bool IsTrue(int slot) => _slots[slot].Kind == FieldKind.True;

    /// <summary>The value as it stands in the line, quotes and brackets included; empty when missing.</summary>
    public ReadOnlySpan<byte> RawValue(int slot) => Line.Slice(_slots[slot].Start, _slots[slot].Length);
}
