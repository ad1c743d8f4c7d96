using System.Buffers;
using System.Globalization;
using Sidecar.Engine.Eve;

namespace Sidecar.Engine.Learning;

/// <summary>
/// Lays JSON out as Python's json.dump(indent=1) does: each member and element on its own line, one space a level,
/// nothing inside an empty object or array. Strings are canonical text (WTF-8) and may hold a lone surrogate, which
/// Utf8JsonWriter refuses to write as a name; hence this writer. One owner, one thread.
/// </summary>
internal sealed class IndentedJson(IBufferWriter<byte> output)
{
    private int _depth;
    private bool _isFirst = true;
    private bool _isAfterName;

    public void Open(char bracket)
    {
        StartValue();
        output.Write([(byte)bracket]);
        _depth++;
        _isFirst = true;
    }

    public void Close(char bracket)
    {
        _depth--;
        if (!_isFirst)
            NewLine();
        output.Write([(byte)bracket]);
        _isFirst = false;
    }

    public IndentedJson Name(ReadOnlySpan<byte> canonical)
    {
        StartValue();
        JsonText.WriteString(output, canonical);
        output.Write(": "u8);
        _isAfterName = true;
        return this;
    }

    public void Text(ReadOnlySpan<byte> canonical)
    {
        StartValue();
        JsonText.WriteString(output, canonical);
    }

    public void Number(long value)
    {
        StartValue();
        Span<byte> destination = output.GetSpan(20);
        value.TryFormat(destination, out int length, default, CultureInfo.InvariantCulture);
        output.Advance(length);
    }

    public void Number(double value)
    {
        StartValue();
        output.Advance(PythonFloat.Format(value, output.GetSpan(PythonFloat.MaxLength)));
    }

    private void StartValue()
    {
        if (_isAfterName)
        {
            _isAfterName = false;
            return;
        }

        if (!_isFirst)
            output.Write(","u8);
        if (_depth > 0)
            NewLine();
        _isFirst = false;
    }

    private void NewLine()
    {
        output.Write("\n"u8);
        Span<byte> indentation = output.GetSpan(_depth);
        indentation[.._depth].Fill((byte)' ');
        output.Advance(_depth);
    }
}
