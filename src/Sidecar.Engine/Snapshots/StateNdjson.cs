using System.Buffers;
using System.Text.Json;
using Sidecar.Engine.Verdicts;

namespace Sidecar.Engine.Snapshots;

/// <summary>The profiles of a state as NDJSON, a line a key: the same shape for jq, pandas and DuckDB, whatever the view.</summary>
public static class StateNdjson
{
    public static void Write(Stream output, StateContent state)
    {
        ArrayBufferWriter<byte> line = new(1024);
        foreach (StateTable table in state.Tables)
        {
            foreach (StateRow row in table.Rows)
            {
                line.ResetWrittenCount();
                using (Utf8JsonWriter json = new(line))
                {
                    WriteRow(json, state.Time, table, row);
                }

                line.Write("\n"u8);
                output.Write(line.WrittenSpan);
            }
        }
    }

    private static void WriteRow(Utf8JsonWriter json, long time, StateTable table, StateRow row)
    {
        json.WriteStartObject();
        VerdictJson.WriteTime(json, "timestamp", time);
        json.WriteString("view", table.View);
        json.WritePropertyName("key");
        VerdictJson.WriteText(json, row.Key);
        json.WriteBoolean("excluded", row.Excluded);
        for (int i = 0; i < table.Columns.Count; i++)
        {
            json.WriteNumber(table.Columns[i], row.Values[i]);
        }

        json.WriteEndObject();
    }
}
