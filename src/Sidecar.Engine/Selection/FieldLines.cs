using System.Buffers;
using Sidecar.Engine.Eve;

namespace Sidecar.Engine.Selection;

/// <summary>
/// Writes the wanted fields of a record as one line: what <c>jq '[.a,.b.c]|@tsv'</c> or <c>jq -c '{"a":.a,"b.c":.b.c}'</c>
/// prints, where they print something. An object or array, at which @tsv fails, is written as compact JSON, and numbers
/// keep their digits in JSON. One per thread; allocates nothing after warm-up.
/// </summary>
internal sealed class FieldLines
{
    /// <summary>Longer ones are written all the same.</summary>
    private const int ShortLine = 1024;

    /// <summary>For what stands beside a text, and for a number, which may be printed longer than it is written.</summary>
    private const int LeastRoom = JqNumber.MaxLength + 1;

    private readonly FieldSelection _selection;
    private readonly FieldText _text;
    private readonly FieldText _jsonText;
    private readonly ArrayBufferWriter<byte> _container = new();

    public FieldLines(FieldSelection selection)
    {
        _selection = selection;
        _jsonText = new FieldText(selection.ForTerminal ? TextForm.JsonAtTerminal : TextForm.Json);
        _text = selection.IsJson ? _jsonText : new FieldText(selection.ForTerminal ? TextForm.TsvAtTerminal : TextForm.Tsv);
    }

    public void Write(ArrayBufferWriter<byte> output, in EveRecord record)
    {
        if (_selection.IsJson)
            WriteJson(output, record);
        else
            WriteTsv(output, record);
    }

    /// <summary>Writes straight into memory for the whole line, but for what has to be escaped.</summary>
    private void WriteTsv(ArrayBufferWriter<byte> output, in EveRecord record)
    {
        Span<byte> line = output.GetSpan(ShortLine);
        int length = 0;
        foreach (FieldSelection.Column column in _selection.Columns)
        {
            bool isText = record.TryGetText(column.Slot, out EveText text);
            ReadOnlySpan<byte> raw = isText ? text.Raw : record.RawValue(column.Slot);
            if (line.Length - length < raw.Length + LeastRoom)
            {
                output.Advance(length);
                line = output.GetSpan(raw.Length + ShortLine);
                length = 0;
            }

            if (isText || raw is [(byte)'{' or (byte)'[', ..])
            {
                int plain = isText ? _text.CopyPlain(raw, line[length..]) : 0;
                length += plain;
                if (plain < raw.Length)
                {
                    output.Advance(length);
                    WriteSpecial(output, raw[plain..], isText);
                    line = output.GetSpan(ShortLine);
                    length = 0;
                }
            }
            else if (raw is [(byte)'t' or (byte)'f', ..])
            {
                raw.CopyTo(line[length..]);
                length += raw.Length;
            }
            else if (!raw.IsEmpty)
            {
                length += JqNumber.Format(raw, line[length..]);
            }

            line[length++] = (byte)'\t';
        }

        // There is at least one field, and no tab behind the last.
        line[length - 1] = (byte)'\n';
        output.Advance(length);
    }

    private void WriteSpecial(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> raw, bool isText)
    {
        if (isText)
        {
            _text.Write(output, new EveText(raw, isKnownPlain: false));
            return;
        }

        _container.ResetWrittenCount();
        CompactJson.Write(_container, raw, _jsonText);
        _text.WriteEscaped(output, _container.WrittenSpan);
    }

    private void WriteJson(ArrayBufferWriter<byte> output, in EveRecord record)
    {
        byte separator = (byte)'{';
        foreach (FieldSelection.Column column in _selection.Columns)
        {
            Put(output, separator);
            separator = (byte)',';
            output.Write(column.JsonKey);
            ReadOnlySpan<byte> raw = record.RawValue(column.Slot);
            if (record.TryGetText(column.Slot, out EveText text))
            {
                Put(output, (byte)'"');
                _text.Write(output, text);
                Put(output, (byte)'"');
            }
            else if (raw is [(byte)'{' or (byte)'[', ..])
                CompactJson.Write(output, raw, _text);
            else
                output.Write(raw.IsEmpty ? "null"u8 : raw);
        }

        output.Write("}\n"u8);
    }

    private static void Put(ArrayBufferWriter<byte> output, byte symbol)
    {
        output.GetSpan(1)[0] = symbol;
        output.Advance(1);
    }
}
