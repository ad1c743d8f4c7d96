using System.Buffers;
using System.Text;
using Sidecar.Engine.Selection;

namespace Sidecar.Tests.Selection;

/// <summary>What select prints for a few lines of input.</summary>
internal static class SelectedLines
{
    public static byte[] Bytes(string fields, ReadOnlySpan<byte> lines, bool json = false, bool terminal = false, params string[] where)
    {
        BlockSelector selector = new(Compile(fields, json, terminal, where));
        ArrayBufferWriter<byte> output = new();
        selector.Select(lines, output);
        return output.WrittenSpan.ToArray();
    }

    public static string Text(string fields, string lines, bool json = false, bool terminal = false, params string[] where) =>
        Encoding.UTF8.GetString(Bytes(fields, Encoding.UTF8.GetBytes(lines), json, terminal, where));

    public static FieldSelection Compile(string fields, bool json = false, bool terminal = false, params string[] where) =>
        FieldSelection.Compile(fields.Split(','), [.. where.Select(pair => pair.Split('=', 2)).Select(pair => KeyValuePair.Create(pair[0], pair[1]))], json, terminal);
}
