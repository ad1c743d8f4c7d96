using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Text;
using Sidecar.Engine.Eve;
using Sidecar.Engine.Kernels;

namespace Sidecar.Engine.Selection;

/// <summary>
/// Writes EVE strings in a <see cref="TextForm"/>: JSON's escapes decoded, what is no Unicode text as U+FFFD, then
/// escaped anew. Owns its scratch, so each thread has its own.
/// </summary>
internal sealed class FieldText(TextForm form)
{
    private byte[] _scratch = [];

    /// <summary>
    /// Copies the beginning of a JSON string that stands for itself, and returns its length; what is behind it is for
    /// <see cref="Write"/>.
    /// </summary>
    /// <param name="destination">At least as long as the text.</param>
    public int CopyPlain(ReadOnlySpan<byte> raw, Span<byte> destination) => form.KeepsPlain ? PlainText.Copy(raw, destination) : 0;

    public void Write(ArrayBufferWriter<byte> output, EveText text) =>
        WriteEscaped(output, text.IsPlain ? text.Raw : Decode(text.Raw));

    /// <summary>Writes bytes that hold no JSON escapes.</summary>
    public void WriteEscaped(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> text)
    {
        for (int at = 0; at < text.Length;)
        {
            int run = text[at..].IndexOfAnyExcept(form.Harmless);
            if (run < 0)
                run = text.Length - at;
            Span<byte> destination = output.GetSpan(run + TextForm.LongestEscape);
            text.Slice(at, run).CopyTo(destination);
            at += run;
            if (at < text.Length)
                run += WriteSpecial(text, ref at, destination[run..]);
            output.Advance(run);
        }
    }

    private int WriteSpecial(ReadOnlySpan<byte> text, ref int at, Span<byte> destination)
    {
        int codePoint = JqUtf8.Next(text, ref at);
        if (codePoint is >= 0 and < 0x80)
            return form.Escape((byte)codePoint, destination);

        Rune rune = codePoint == JqUtf8.Invalid ? Rune.ReplacementChar : new Rune(codePoint);
        if (!form.ForTerminal || IsHarmlessAtTerminal(rune))
            return rune.EncodeToUtf8(destination);

        Span<char> units = stackalloc char[2];
        int length = 0;
        foreach (char unit in units[..rune.EncodeToUtf16(units)])
            length += JsonText.WriteUnit(unit, destination[length..]);
        return length;
    }

    private static bool IsHarmlessAtTerminal(Rune rune) => Rune.GetUnicodeCategory(rune)
        is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);

    /// <summary>
    /// Decodes the escapes and nothing else: bytes that are no UTF-8 stay, and a surrogate without its partner takes three
    /// bytes that are none.
    /// </summary>
    private ReadOnlySpan<byte> Decode(ReadOnlySpan<byte> raw)
    {
        if (_scratch.Length < raw.Length)
            _scratch = new byte[BitOperations.RoundUpToPowerOf2((uint)raw.Length)];

        int written = 0;
        for (int at = 0; at < raw.Length;)
        {
            int run = raw[at..].IndexOf((byte)'\\');
            if (run < 0)
                run = raw.Length - at;
            raw.Slice(at, run).CopyTo(_scratch.AsSpan(written));
            at += run;
            written += run;
            if (at < raw.Length)
                written += Wtf8.Encode(JsonStringBody.NextCodePoint(raw, ref at), _scratch.AsSpan(written));
        }

        return _scratch.AsSpan(0, written);
    }
}
