namespace Sidecar.Engine.Outputs;

/// <summary>
/// The residual into a file that grows to a size and is then renamed: FILE becomes FILE.1, that FILE.2, and so on. A full
/// disk loses records, counted, and leaves none of them half in the file; it is tried again and again. A device has no size
/// and is never renamed; a pipe is refused, since who reads it slowly would hold up the end.
/// </summary>
public sealed class RotatedResidual : IResidualSink
{
    private readonly ResidualOptions _options;
    private readonly ResidualCounters _counters;
    private readonly ResidualWriter _writer;
    private readonly bool _isDevice;
    private FileStream? _file;

    internal RotatedResidual(ResidualOptions options, ResidualCounters counters)
    {
        _options = options;
        _counters = counters;
        _isDevice = OutputFile.IsPipeOrDevice(options.File);
        if (OutputFile.IsPipe(options.File))
        {
            throw new IOException($"{options.File}: is a pipe, whose reader the residual would have to wait for; residual.listen and residual.connect serve readers, and residual.file takes files and devices");
        }

        _writer = new ResidualWriter("residual-file", options.BufferBytes, Deliver, counters);
        // Once here, so that a wrong path is an error at the start and not a count.
        Open();
        _writer.Start();
    }

    public void Write(ReadOnlySpan<byte> record) => _writer.Write(record);

    public void Dispose()
    {
        _writer.BeginEnd();
        _writer.End(TimeSpan.FromMilliseconds(_options.DrainMilliseconds), () => { });
        _writer.Dispose();
        _file?.Dispose();
    }

    private long Deliver(ReadOnlySpan<byte> records, ManualResetEventSlim stopping)
    {
        do
        {
            if (TryAppend(records))
            {
                return 0;
            }

            _counters.AddFailure();
        }
        while (!stopping.Wait(_options.RetryMilliseconds));

        return records.Count((byte)'\n');
    }

    private bool TryAppend(ReadOnlySpan<byte> records)
    {
        long before = -1;
        try
        {
            FileStream file = Open();
            if (!_isDevice)
            {
                if (file.Position >= _options.RotateBytes)
                {
                    file = Rotate();
                }

                before = file.Position;
            }

            file.Write(records);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            CutBack(before);
            return false;
        }
    }

    /// <summary>What a full disk took of the records would end the file in the middle of one.</summary>
    private void CutBack(long length)
    {
        try
        {
            if (length >= 0)
            {
                _file?.SetLength(length);
            }
        }
        catch (IOException)
        {
            _counters.AddFailure();
        }
    }

    private FileStream Open()
    {
        if (_file is null)
        {
            _file = new FileStream(_options.File, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            if (!_isDevice)
            {
                _file.Seek(0, SeekOrigin.End);
            }
        }

        return _file;
    }

    private FileStream Rotate()
    {
        _file?.Dispose();
        _file = null;
        for (int number = _options.Keep; number > 0; number--)
        {
            string from = number == 1 ? _options.File : Numbered(number - 1);
            if (File.Exists(from))
            {
                File.Move(from, Numbered(number), overwrite: true);
            }
        }

        if (_options.Keep == 0)
        {
            File.Delete(_options.File);
        }

        return Open();
    }

    private string Numbered(int number) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{_options.File}.{number}");
}
