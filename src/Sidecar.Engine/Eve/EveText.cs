using System.Numerics;
using System.Runtime.CompilerServices;
using Sidecar.Engine.Kernels;

namespace Sidecar.Engine.Eve;

/// <summary>
/// A JSON string as it stands between its quotes in a parsed record, and its canonical form: escapes decoded,
/// surrogate pairs joined, a lone surrogate kept in its three-byte form (WTF-8), and bytes that are not UTF-8 replaced
/// by U+FFFD as Python's <c>errors="replace"</c> does. Equal strings have equal canonical bytes, however written.
/// Valid as long as the record that it came from.
/// </summary>
public readonly ref struct EveText
{
    /// <summary>A canonical byte takes at most the six bytes of \u0041.</summary>
    internal const int MaxRawPerCanonicalByte = 6;

    /// <summary>A byte that is not UTF-8 becomes the three bytes of U+FFFD; nothing else grows.</summary>
    internal const int MaxGrowth = 3;

    /// <param name="isKnownPlain">Otherwise it is found out when it is asked for, as few texts are.</param>
    internal EveText(ReadOnlySpan<byte> raw, bool isKnownPlain)
    {
        Raw = raw;
        IsKnownPlain = isKnownPlain;
    }

    public ReadOnlySpan<byte> Raw { get; }

    /// <summary>ASCII without escapes: <see cref="Raw"/> is the canonical form.</summary>
    public bool IsPlain => IsKnownPlain || JsonStringBody.IsPlain(Raw);

    /// <summary>Whether that is known already; a text of which it is not may be plain all the same.</summary>
    internal bool IsKnownPlain { get; }

    public int MaxCanonicalLength => IsPlain ? Raw.Length : LongestCanonical;

    /// <summary>What <see cref="CopyCanonical"/> is quickest with.</summary>
    internal long CanonicalRoom => ((long)Raw.Length * MaxGrowth) + EscapedText.Slack;

    private int LongestCanonical => (int)long.Min((long)Raw.Length * MaxGrowth, Array.MaxLength);

    /// <summary>Equality with a literal of plain ASCII, however this text is escaped.</summary>
    public bool Is(ReadOnlySpan<byte> asciiLiteral)
    {
        if (IsKnownPlain || Raw.SequenceEqual(asciiLiteral))
            return Raw.SequenceEqual(asciiLiteral);

        int at = 0;
        foreach (byte expected in asciiLiteral)
            if (at == Raw.Length || JsonStringBody.NextCodePoint(Raw, ref at) != expected)
                return false;
        return at == Raw.Length;
    }

    /// <summary>Writes the canonical form and returns its length.</summary>
    /// <exception cref="ArgumentException">The destination is shorter than <see cref="MaxCanonicalLength"/>, and it shows.</exception>
    public int CopyCanonical(Span<byte> destination)
    {
        int written = 0;
        for (int at = 0; at < Raw.Length;)
        {
            written += EscapedText.Copy(Raw[at..], destination[written..], out int read);
            at += read;
            if (at < Raw.Length)
                written += Wtf8.Encode(JsonStringBody.NextCodePoint(Raw, ref at), destination[written..]);
        }

        return written;
    }

    /// <summary>
    /// The canonical form: <see cref="Raw"/> itself when plain, else decoded into the caller's scratch, which is replaced
    /// by a larger one when it is too small. Valid until the scratch is used again.
    /// </summary>
    public ReadOnlySpan<byte> Canonical(ref byte[] scratch) => IsKnownPlain ? Raw : Decode(ref scratch);

    /// <summary>Apart, so that the plain case is small enough to be inlined.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private ReadOnlySpan<byte> Decode(ref byte[] scratch)
    {
        int room = (int)long.Min(CanonicalRoom, Array.MaxLength);
        if (scratch.Length < room)
            scratch = new byte[(int)uint.Min(BitOperations.RoundUpToPowerOf2((uint)room), (uint)Array.MaxLength)];
        return scratch.AsSpan(0, CopyCanonical(scratch));
    }
}
