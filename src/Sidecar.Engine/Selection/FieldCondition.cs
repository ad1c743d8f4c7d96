using System.Buffers;
using Sidecar.Engine.Eve;

namespace Sidecar.Engine.Selection;

/// <summary>
/// A field must have a value: the text of a string, a number as it is written or as jq prints it, true, false, or null,
/// which a missing field is too.
/// </summary>
internal sealed class FieldCondition
{
    private static readonly SearchValues<byte> s_alwaysItself =
        SearchValues.Create([.. Enumerable.Range(0x20, 0x5f).Select(b => (byte)b).Except("\"\\/"u8.ToArray())]);

    private readonly int _slot;
    private readonly byte[] _value;
    private readonly byte[] _quoted;
    private readonly bool _isOnlyText;

    public FieldCondition(int slot, byte[] value)
    {
        _slot = slot;
        _value = value;
        _quoted = [(byte)'"', .. value, (byte)'"'];
        _isOnlyText = !value.AsSpan().ContainsAnyExcept(s_alwaysItself)
            && !double.TryParse(value, out _)
            && !value.AsSpan().SequenceEqual("true"u8)
            && !value.AsSpan().SequenceEqual("false"u8)
            && !value.AsSpan().SequenceEqual("null"u8);
    }

    /// <summary>
    /// Whether the line may hold the value at all, at a fraction of the price of parsing it. A string of harmless ASCII
    /// stands there as it is, unless the line has characters by their number (\u0066).
    /// </summary>
    public bool MayHold(ReadOnlySpan<byte> line) =>
        !_isOnlyText || line.IndexOf(_quoted) >= 0 || line.IndexOf("\\u"u8) >= 0;

    public bool Holds(in EveRecord record, ref byte[] scratch)
    {
        if (record.TryGetText(_slot, out EveText text))
            return text.Canonical(ref scratch).SequenceEqual(_value);

        ReadOnlySpan<byte> raw = record.RawValue(_slot);
        if (raw.IsEmpty)
            return _value.AsSpan().SequenceEqual("null"u8);
        return raw.SequenceEqual(_value) || (IsNumber(raw) && Printed(raw, stackalloc byte[JqNumber.MaxLength]).SequenceEqual(_value));
    }

    private static bool IsNumber(ReadOnlySpan<byte> raw) => raw[0] == '-' || char.IsAsciiDigit((char)raw[0]);

    private static ReadOnlySpan<byte> Printed(ReadOnlySpan<byte> raw, Span<byte> buffer) => buffer[..JqNumber.Format(raw, buffer)];
}
