using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Sidecar.Engine.Eve;

/// <summary>
/// Keys between people and the engine. A key is canonical text, whatever bytes an attacker chose; people see it as a
/// JSON string of printable ASCII, and may give it back as one, or as plain text.
/// </summary>
public static class KeyJson
{
    /// <summary>The key as plain text.</summary>
    public static byte[] FromText(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>What stands between the quotes of a JSON string, escapes decoded.</summary>
    /// <returns>Nothing when it is no JSON string.</returns>
    public static byte[]? FromEscapes(string escapes)
    {
        byte[] body = Encoding.UTF8.GetBytes(escapes);
        Utf8JsonReader reader = new([(byte)'"', .. body, (byte)'"']);
        try
        {
            // One token and the end: a quote inside would end the string early.
            return reader.Read() && reader.TokenType == JsonTokenType.String && !reader.Read() ? Decode(body) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The raw body of a string that a JSON reader has accepted.</summary>
    public static byte[] Decode(ReadOnlySpan<byte> body)
    {
        EveText text = new(body, JsonStringBody.IsPlain(body));
        byte[] canonical = new byte[text.MaxCanonicalLength];
        return canonical[..text.CopyCanonical(canonical)];
    }

    /// <summary>The key as a JSON string of printable ASCII, with its quotes.</summary>
    public static string ToJson(ReadOnlySpan<byte> key)
    {
        ArrayBufferWriter<byte> output = new(key.Length + 2);
        JsonText.WriteString(output, key);
        return Encoding.ASCII.GetString(output.WrittenSpan);
    }
}
