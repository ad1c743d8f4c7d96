namespace Sidecar.Engine.Ingest;

/// <summary>
/// Gives back what was read of a file in whole lines, and keeps the unfinished one until its newline comes. One that
/// passes the longest record is given up in pieces: the framer rejects and skips it.
/// </summary>
internal sealed class WholeLines(int blockBytes, int maxRecordBytes)
{
    private const byte NewLine = (byte)'\n';

    private byte[] _buffer = new byte[blockBytes];

    /// <summary>Bytes at the front of the buffer that were handed out by the last <see cref="Take"/>.</summary>
    private int _taken;
    private int _filled;

    /// <summary>Where the next read may write to; never empty.</summary>
    public Span<byte> Free()
    {
        Shift();
        if (_filled == _buffer.Length)
        {
            // Take has seen to it that this stays below the longest record.
            Array.Resize(ref _buffer, (int)Math.Min(2L * _buffer.Length, maxRecordBytes + 1L));
        }

        return _buffer.AsSpan(_filled);
    }

    /// <summary>That many bytes more were read: the lines that are whole now, or none. Valid until the next call.</summary>
    public ReadOnlySpan<byte> Take(int read)
    {
        int newLine = _buffer.AsSpan(_filled, read).LastIndexOf(NewLine);
        int before = _filled;
        _filled += read;
        _taken = newLine >= 0 ? before + newLine + 1 : _filled > maxRecordBytes ? _filled : 0;
        return _buffer.AsSpan(0, _taken);
    }

    /// <summary>The unfinished line, ended here: nothing more comes. Empty when there is none.</summary>
    public ReadOnlySpan<byte> Rest()
    {
        Span<byte> free = Free();
        if (_filled == 0)
        {
            return [];
        }

        free[0] = NewLine;
        return Take(1);
    }

    /// <summary>Forgets the unfinished line.</summary>
    public void Clear() => _filled = _taken = 0;

    private void Shift()
    {
        _buffer.AsSpan(_taken, _filled - _taken).CopyTo(_buffer);
        _filled -= _taken;
        _taken = 0;
    }
}
