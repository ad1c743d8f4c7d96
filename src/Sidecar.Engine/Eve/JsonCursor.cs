namespace Sidecar.Engine.Eve;

/// <summary>
/// A place in a line and the tokens of RFC 8259 that can be read from there. A token that is read moves the
/// place behind it; one that is refused leaves it. Accepts what <c>System.Text.Json</c> accepts: strict grammar,
/// bytes above 0x7f in strings unread.
/// </summary>
internal ref struct JsonCursor(ReadOnlySpan<byte> line)
{
    private readonly ReadOnlySpan<byte> _line = line;

    /// <summary>Bytes from the start of the line.</summary>
    public int At { get; private set; }

    public readonly bool IsAtEnd => At == _line.Length;

    /// <summary>What to say of a byte that nothing here starts with.</summary>
    public readonly EveStatus Fault => IsAtEnd ? EveStatus.Truncated : EveStatus.UnexpectedByte;

    /// <summary>Skips white space and shows the byte behind it; 0, which starts nothing in JSON, at the end.</summary>
    public byte Peek()
    {
        int at = At;
        while (at < _line.Length && _line[at] is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r')
            at++;
        At = at;
        return at < _line.Length ? _line[at] : (byte)0;
    }

    public bool TryTake(byte expected)
    {
        if (Peek() != expected)
            return false;
        At++;
        return true;
    }

    /// <summary>Reads a string from its opening quote on.</summary>
    public EveStatus TakeString(out EveText text)
    {
        text = default;
        bool isPlain = true;
        int start = At + 1;
        int at = start;
        while (true)
        {
            at += JsonStringBody.PlainRun(_line[at..]);
            if (at == _line.Length)
                return EveStatus.Truncated;

            byte special = _line[at++];
            if (special == '"')
            {
                text = new EveText(_line[start..(at - 1)], isPlain);
                At = at;
                return EveStatus.Ok;
            }

            isPlain = false;
            if (special < 0x20)
                return EveStatus.ControlByteInString;
            if (special == '\\' && TakeEscape(ref at) is var status and not EveStatus.Ok)
                return status;
        }
    }

    public EveStatus TakeNumber()
    {
        int at = At;
        if (_line[at] == '-')
            at++;

        if (at < _line.Length && _line[at] == '0')
            at++;
        else if (!TakeDigits(ref at))
            return NumberFault(at);

        if (at < _line.Length && _line[at] == '.')
        {
            at++;
            if (!TakeDigits(ref at))
                return NumberFault(at);
        }

        if (at < _line.Length && _line[at] is (byte)'e' or (byte)'E')
        {
            at++;
            if (at < _line.Length && _line[at] is (byte)'+' or (byte)'-')
                at++;
            if (!TakeDigits(ref at))
                return NumberFault(at);
        }

        At = at;
        return EveStatus.Ok;
    }

    public EveStatus TakeLiteral(ReadOnlySpan<byte> literal)
    {
        ReadOnlySpan<byte> rest = _line[At..];
        if (!rest.StartsWith(literal))
            return literal.StartsWith(rest) ? EveStatus.Truncated : EveStatus.BadLiteral;
        At += literal.Length;
        return EveStatus.Ok;
    }

    private readonly EveStatus TakeEscape(ref int at)
    {
        if (at == _line.Length)
            return EveStatus.Truncated;

        switch (_line[at++])
        {
            case (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t':
                return EveStatus.Ok;
            case (byte)'u':
                for (int end = at + 4; at < end; at++)
                {
                    if (at == _line.Length)
                        return EveStatus.Truncated;
                    if (!char.IsAsciiHexDigit((char)_line[at]))
                        return EveStatus.BadEscape;
                }

                return EveStatus.Ok;
            default:
                return EveStatus.BadEscape;
        }
    }

    private readonly bool TakeDigits(ref int at)
    {
        int first = at;
        while (at < _line.Length && char.IsAsciiDigit((char)_line[at]))
            at++;
        return at > first;
    }

    private readonly EveStatus NumberFault(int at) => at == _line.Length ? EveStatus.Truncated : EveStatus.BadNumber;
}
