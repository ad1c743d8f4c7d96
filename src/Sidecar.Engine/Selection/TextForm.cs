using System.Buffers;
using Sidecar.Engine.Eve;

namespace Sidecar.Engine.Selection;

/// <summary>
/// Which bytes of a string stand for themselves and what the others become: in a field of <c>jq @tsv</c>, in a string of
/// <c>jq -c</c>, and in either of them at a terminal, where control characters and the characters that turn the direction
/// of writing are the attacker's.
/// </summary>
internal sealed class TextForm
{
    /// <summary>Two escapes of six bytes, for what stands outside the basic plane.</summary>
    public const int LongestEscape = 12;

    private readonly byte[] _escaped;
    private readonly byte[] _letters;

    private TextForm(ReadOnlySpan<byte> escaped, ReadOnlySpan<byte> letters, bool escapesControls, bool forTerminal)
    {
        _escaped = [.. escaped];
        _letters = [.. letters];
        ForTerminal = forTerminal;
        KeepsPlain = !escapesControls;
        byte[] special = _escaped;
        Harmless = SearchValues.Create(
            [.. Enumerable.Range(0, 0x80).Select(b => (byte)b).Where(b => !special.Contains(b) && !(escapesControls && char.IsControl((char)b)))]);
    }

    public static TextForm Tsv { get; } = OfTsv(forTerminal: false);

    public static TextForm TsvAtTerminal { get; } = OfTsv(forTerminal: true);

    public static TextForm Json { get; } = OfJson(forTerminal: false);

    public static TextForm JsonAtTerminal { get; } = OfJson(forTerminal: true);

    /// <summary>ASCII that is copied as it is.</summary>
    public SearchValues<byte> Harmless { get; }

    public bool ForTerminal { get; }

    /// <summary>Whether all that <see cref="Kernels.PlainText"/> takes for plain is harmless: DEL is, or is not.</summary>
    public bool KeepsPlain { get; }

    /// <summary>Writes the ASCII character, which is not harmless, and returns the bytes written.</summary>
    public int Escape(byte character, Span<byte> destination)
    {
        int at = _escaped.AsSpan().IndexOf(character);
        if (at < 0)
            return JsonText.WriteUnit(character, destination);

        destination[0] = (byte)'\\';
        destination[1] = _letters[at];
        return 2;
    }

    private static TextForm OfTsv(bool forTerminal) =>
        new("\t\n\r\\\0"u8, "tnr\\0"u8, escapesControls: forTerminal, forTerminal);

    private static TextForm OfJson(bool forTerminal) =>
        new("\"\\\b\f\n\r\t"u8, "\"\\bfnrt"u8, escapesControls: true, forTerminal);
}
