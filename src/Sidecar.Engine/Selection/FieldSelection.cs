using System.Buffers;
using System.Text;
using Sidecar.Engine.Eve;

namespace Sidecar.Engine.Selection;

/// <summary>
/// What <c>select</c> is asked for: fields in their order, the conditions that a record has to meet, and how its line is
/// written. Immutable, shared by all threads.
/// </summary>
public sealed class FieldSelection
{
    private FieldSelection(FieldTable table, Column[] columns, FieldCondition[] conditions, bool isJson, bool forTerminal)
    {
        Table = table;
        Columns = columns;
        Conditions = conditions;
        IsJson = isJson;
        ForTerminal = forTerminal;
    }

    internal FieldTable Table { get; }

    internal Column[] Columns { get; }

    internal FieldCondition[] Conditions { get; }

    /// <summary>One JSON object a record instead of one line of tab-separated values.</summary>
    public bool IsJson { get; }

    /// <summary>The output is a terminal: nothing may reach it that it obeys.</summary>
    public bool ForTerminal { get; }

    /// <param name="where">Pairs of a field and the value that it must have: a string's text, a number, true, false, null.</param>
    /// <exception cref="ArgumentException">A path is not well-formed, or there are too many.</exception>
    public static FieldSelection Compile(
        IReadOnlyList<string> fields, IReadOnlyList<KeyValuePair<string, string>> where, bool isJson, bool forTerminal)
    {
        List<string> paths = [.. fields.Concat(where.Select(pair => pair.Key)).Distinct()];
        FieldTable table = FieldTable.Compile(paths);

        // A JSON object has each key once; a line of tab-separated values may have the same field twice.
        IEnumerable<string> shown = isJson ? fields.Distinct() : fields;
        Column[] columns = [.. shown.Select(path => new Column(paths.IndexOf(path), JsonKey(path)))];
        FieldCondition[] conditions = [.. where.Select(pair => new FieldCondition(paths.IndexOf(pair.Key), Encoding.UTF8.GetBytes(pair.Value)))];
        return new FieldSelection(table, columns, conditions, isJson, forTerminal);
    }

    private static byte[] JsonKey(string path)
    {
        ArrayBufferWriter<byte> key = new();
        key.Write("\""u8);
        new FieldText(TextForm.JsonAtTerminal).WriteEscaped(key, Encoding.UTF8.GetBytes(path));
        key.Write("\":"u8);
        return key.WrittenSpan.ToArray();
    }

    /// <summary>One field of a line: its slot in the parsed record, and its key of a JSON object with the colon.</summary>
    internal readonly record struct Column(int Slot, byte[] JsonKey);
}
