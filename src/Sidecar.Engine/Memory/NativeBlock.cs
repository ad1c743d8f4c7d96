using System.Buffers;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Sidecar.Engine.Memory;

/// <summary>
/// A fixed piece of native memory, zeroed when taken, behind the types that sequences are made of. The garbage collector
/// neither moves nor counts it. Whoever made it disposes it, once, when nobody holds a span of it any more.
/// </summary>
internal sealed unsafe class NativeBlock(int bytes) : MemoryManager<byte>
{
    private void* _address = NativeMemory.AllocZeroed((nuint)bytes);

    public int Bytes => bytes;

    public override Span<byte> GetSpan()
    {
        Debug.Assert(_address is not null, "a disposed block has no memory");
        return new Span<byte>(_address, bytes);
    }

    public override MemoryHandle Pin(int elementIndex = 0) => new((byte*)_address + elementIndex);

    /// <summary>Nothing to do: it never moves.</summary>
    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
        NativeMemory.Free(_address);
        _address = null;
    }
}
