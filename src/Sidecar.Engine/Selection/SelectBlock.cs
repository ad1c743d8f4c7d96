using System.Buffers;

namespace Sidecar.Engine.Selection;

/// <summary>
/// A piece of the input and the output that came of it. One thread at a time has it: the reader, then a worker, and, once
/// <see cref="Done"/> is set, the writer, which hands it back to the reader.
/// </summary>
internal sealed class SelectBlock(int inputBytes) : IDisposable
{
    /// <summary>Grown by the reader for a record that is longer.</summary>
    public byte[] Input = new byte[inputBytes];

    public int InputLength { get; set; }

    /// <summary>Lines that were in it, but for blank ones.</summary>
    public long Lines { get; set; }

    public ArrayBufferWriter<byte> Output { get; } = new(inputBytes / 4);

    /// <summary>Who waits for it does not spin either.</summary>
    public ManualResetEventSlim Done { get; } = new(initialState: false, spinCount: 0);

    public void Dispose() => Done.Dispose();
}
