using System.Buffers;
using System.Text.Json;

namespace Sidecar.Engine.Verdicts;

/// <summary>
/// A record of our own as one line of EVE-style JSON: the head that all types of them have. What stands behind it, and in
/// which shape, suricata-config/verdict.schema.json lays down.
/// </summary>
internal static class OwnRecord
{
    /// <param name="time">Event time in microseconds.</param>
    /// <param name="sensor">Name that Suricata gave itself in the records (<c>host</c>), or empty.</param>
    /// <param name="rest">Writes the members behind the head.</param>
    /// <returns>The line with its newline.</returns>
    public static byte[] Line<T>(string type, long time, ReadOnlySpan<byte> sensor, T of, Action<Utf8JsonWriter, T> rest)
    {
        ArrayBufferWriter<byte> output = new(2048);
        using (Utf8JsonWriter json = new(output))
        {
            json.WriteStartObject();
            VerdictJson.WriteTime(json, "timestamp", time);
            json.WriteString("event_type", type);
            if (!sensor.IsEmpty)
            {
                json.WritePropertyName("host");
                VerdictJson.WriteText(json, sensor);
            }

            rest(json, of);
            json.WriteEndObject();
        }

        output.Write("\n"u8);
        return output.WrittenSpan.ToArray();
    }
}
