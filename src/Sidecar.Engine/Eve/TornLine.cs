namespace Sidecar.Engine.Eve;

/// <summary>
/// Cuts a line that is no record into the records that Suricata sent as it. A send() that only took a part of a large
/// record counts as success there (util-logopenfile.c), and the next record follows in the middle of the line. Each
/// record begins with <c>{"timestamp":"</c>, which stands nowhere else in a line: quotes in strings are escaped.
/// </summary>
internal static class TornLine
{
    /// <summary>How long the head of a torn record must be at least to be told from what it follows. Suricata's tears lie behind 36,544 bytes.</summary>
    public const int LeastHeadBytes = 14;

    private static ReadOnlySpan<byte> Begin => "{\"timestamp\":\""u8;

    private static ReadOnlySpan<byte> TypeKey => "\"event_type\":\""u8;

    /// <summary>Where the next record begins behind the first byte of <paramref name="line"/>; -1 when it goes on to the end.</summary>
    public static int IndexOfNext(ReadOnlySpan<byte> line)
    {
        int at = line.IsEmpty ? -1 : line[1..].IndexOf(Begin);
        return at < 0 ? -1 : at + 1;
    }

    /// <summary>The type of a record of which only a part is there.</summary>
    /// <returns>Whether the part shows it.</returns>
    public static bool TryTypeOf(ReadOnlySpan<byte> part, out EventType type)
    {
        type = EventType.Other;
        int key = part.IndexOf(TypeKey);
        if (key < 0)
        {
            return false;
        }

        ReadOnlySpan<byte> value = part[(key + TypeKey.Length)..];
        int end = value.IndexOf((byte)'"');
        if (end < 0)
        {
            return false;
        }

        type = EventTypes.Of(new EveText(value[..end], isKnownPlain: false));
        return true;
    }
}
