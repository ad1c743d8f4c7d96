namespace Sidecar.Engine.Eve;

/// <summary>What stands in a slot. JSON's null counts as missing, as it does to everything that reads EVE.</summary>
internal enum FieldKind : byte
{
    Missing,

    /// <summary>A string of ASCII without escapes.</summary>
    PlainText,

    /// <summary>Any other string.</summary>
    Text,
    Number,
    True,
    False,
    Container,
}

/// <summary>One slot: where in the line, in bytes, a wanted value stands (quotes and brackets included) and what it is.</summary>
internal readonly record struct FieldValue(FieldKind Kind, int Start, int Length);
