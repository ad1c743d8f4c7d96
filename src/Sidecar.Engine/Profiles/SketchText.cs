using System.Buffers.Binary;
using Sidecar.Engine.Memory;

namespace Sidecar.Engine.Profiles;

/// <summary>
/// The values behind a distinct count, as an export carries them so that exports can be put together: <c>exact:</c> and the
/// hashes in order, or <c>hll:</c> and the registers, in base64. Numbers are little-endian.
/// </summary>
internal static class SketchText
{
    /// <summary>More hashes than so many times <see cref="DistinctCounter.ExactLimit"/> become an estimate when exports are merged.</summary>
    public const int ExactLimits = 32;

    private const string Exact = "exact:";
    private const string Registers = "hll:";

    public static string Of(in DistinctCounter counter)
    {
        if (!counter.IsExact)
        {
            return Registers + Convert.ToBase64String(counter.Registers);
        }

        ulong[] hashes = [.. counter.Exact];
        return OfHashes(hashes.AsSpan());
    }

    /// <param name="hashes">Sorted in place; zeros are none.</param>
    public static string OfHashes(Span<ulong> hashes)
    {
        hashes.Sort();
        hashes = hashes[hashes.LastIndexOf(0ul) is int zero && zero >= 0 ? (zero + 1).. : ..];
        byte[] bytes = new byte[hashes.Length * sizeof(ulong)];
        for (int i = 0; i < hashes.Length; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(i * sizeof(ulong)), hashes[i]);
        }

        return Exact + Convert.ToBase64String(bytes);
    }

    public static string OfRegisters(ReadOnlySpan<byte> registers) => Registers + Convert.ToBase64String(registers);

    /// <param name="heap">The counter's memory.</param>
    public static bool TryRead(string? text, NativeHeap heap, out DistinctCounter counter)
    {
        counter = new DistinctCounter(ExactLimits);
        bool isExact = text?.StartsWith(Exact, StringComparison.Ordinal) == true;
        if (text is null || (!isExact && !text.StartsWith(Registers, StringComparison.Ordinal)))
        {
            return false;
        }

        string base64 = text[(text.IndexOf(':', StringComparison.Ordinal) + 1)..];
        byte[] bytes = new byte[base64.Length];
        if (!Convert.TryFromBase64String(base64, bytes, out int length) || (isExact ? length % sizeof(ulong) != 0 : length != HyperLogLog.Registers))
        {
            return false;
        }

        if (!isExact)
        {
            counter.Merge(bytes.AsSpan(0, length), heap);
            return true;
        }

        for (int at = 0; at < length; at += sizeof(ulong))
        {
            counter.Add(BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at)), heap);
        }

        return true;
    }
}
