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

    private void WriteTsv(ArrayBufferWriter<byte> output, in EveRecord record)
    {
        bool first = true;
        foreach (FieldSelection.Column column in _selection.Columns)
        {
            if (!first)
                Put(output, (byte)'\t');
            first = false;
            ReadOnlySpan<byte> raw = record.RawValue(column.Slot);
            if (record.TryGetText(column.Slot, out EveText text))
                _text.Write(output, text);
            else if (raw is [(byte)'{' or (byte)'[', ..])
                WriteContainerAsTsv(output, raw);
            else if (raw is [(byte)'t' or (byte)'f', ..])
                output.Write(raw);
            else if (!raw.IsEmpty)
                output.Advance(JqNumber.Format(raw, output.GetSpan(JqNumber.MaxLength)));
        }

        Put(output, (byte)'\n');
    }

    private void WriteContainerAsTsv(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> raw)
    {
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
