namespace Sidecar.Engine.Outputs;

/// <summary>All places that the options send the residual to.</summary>
internal sealed class ResidualOutputs : IResidualSink
{
    private readonly List<IResidualSink> _sinks = [];

    /// <exception cref="IOException">A path cannot be written to or listened on.</exception>
    /// <exception cref="UnauthorizedAccessException">Nor may it be.</exception>
    public ResidualOutputs(ResidualOptions options, ResidualCounters counters)
    {
        try
        {
            if (options.File.Length > 0)
            {
                _sinks.Add(new RotatedResidual(options, counters));
            }

            if (options.Listen.Length > 0)
            {
                _sinks.Add(new ResidualSocket(options, counters));
            }

            if (options.Connect.Length > 0)
            {
                _sinks.Add(new ResidualConnection(options, counters));
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public void Write(ReadOnlySpan<byte> record)
    {
        foreach (IResidualSink sink in _sinks)
        {
            sink.Write(record);
        }
    }

    public void Dispose() => _sinks.ForEach(sink => sink.Dispose());
}
