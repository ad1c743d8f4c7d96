namespace Sidecar.Engine.Ingest;

/// <summary>
/// Cuts a stream into blocks of whole lines, for readers that work on several blocks at once. Owned by the thread that
/// reads; the memory is the caller's.
/// </summary>
/// <param name="maxRecordBytes">A longer line is counted and skipped; no block grows beyond it and its newline.</param>
internal sealed class RecordBlocks(Stream input, int maxRecordBytes)
{
    private const byte NewLine = (byte)'\n';

    private byte[] _rest = [];
    private int _restLength;
    private bool _skipping;
    private bool _ended;

    /// <summary>Lines that were longer than the limit.</summary>
    public long TooLong { get; private set; }

    /// <summary>
    /// Waits for at least one line, and takes what has come with it. The last line of the input needs no newline.
    /// </summary>
    /// <param name="block">Replaced by a larger one when a line does not fit.</param>
    public bool TryFill(ref byte[] block, out int length)
    {
        length = 0;
        int filled = TakeRest(ref block);
        while (!_ended)
        {
            if (filled == block.Length && !TryGrow(ref block))
            {
                TooLong++;
                _skipping = true;
                filled = 0;
            }

            int read = input.Read(block, filled, block.Length - filled);
            _ended = read == 0;
            if (_skipping)
            {
                read = SkipLine(block.AsSpan(0, read));
            }

            int newLine = block.AsSpan(filled, read).LastIndexOf(NewLine);
            if (newLine >= 0)
            {
                length = filled + newLine + 1;
                KeepRest(block.AsSpan(length, read - newLine - 1));
                return true;
            }

            filled += read;
        }

        length = filled;
        return filled > 0;
    }

    /// <summary>Moves what stands behind the line's end to the front, and returns its length.</summary>
    private int SkipLine(Span<byte> bytes)
    {
        int end = bytes.IndexOf(NewLine);
        if (end < 0)
        {
            return 0;
        }

        _skipping = false;
        bytes[(end + 1)..].CopyTo(bytes);
        return bytes.Length - end - 1;
    }

    private int TakeRest(ref byte[] block)
    {
        if (block.Length < _restLength)
        {
            block = new byte[_restLength];
        }

        _rest.AsSpan(0, _restLength).CopyTo(block);
        int length = _restLength;
        _restLength = 0;
        return length;
    }

    private void KeepRest(ReadOnlySpan<byte> rest)
    {
        if (_rest.Length < rest.Length)
        {
            _rest = new byte[Math.Max(rest.Length, 2 * _rest.Length)];
        }

        rest.CopyTo(_rest);
        _restLength = rest.Length;
    }

    /// <summary>False when the block holds the longest record already, and it has not ended.</summary>
    private bool TryGrow(ref byte[] block)
    {
        if (block.Length > maxRecordBytes)
        {
            return false;
        }

        Array.Resize(ref block, (int)Math.Min(2L * block.Length, maxRecordBytes + 1L));
        return true;
    }
}
