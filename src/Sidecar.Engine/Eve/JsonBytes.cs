using System.Buffers;

namespace Sidecar.Engine.Eve;

/// <summary>Sets of bytes that mean something in a JSON string.</summary>
internal static class JsonBytes
{
    /// <summary>ASCII that stands for itself between quotes: all but control bytes, the quote and the backslash.</summary>
    public static SearchValues<byte> Plain { get; } = SearchValues.Create(
        [.. Enumerable.Range(0x20, 0x60).Select(b => (byte)b).Except("\"\\"u8.ToArray())]);
}
