using System.Buffers.Binary;
using System.Text;
using Sidecar.Engine.Memory;

namespace Sidecar.Engine.Snapshots;

/// <summary>
/// Puts numbers and texts behind each other, little-endian; what <see cref="StateReader"/> takes apart.
/// </summary>
/// <param name="isLarge">Its bytes come from <see cref="SectionBlocks"/>: whoever has it, or its section, gives them back.</param>
internal sealed class StateWriter(bool isLarge = false)
{
    private const int SmallBytes = 256;

    private byte[] _array = isLarge ? [] : new byte[SmallBytes];
    private NativeBlock? _block = isLarge ? SectionBlocks.Rent(SectionBlocks.BlockBytes) : null;

    public ReadOnlyMemory<byte> Written => _block is null ? _array.AsMemory(0, Length) : _block.Memory[..Length];

    public int Length { get; private set; }

    /// <summary>What was written as a section, which has the bytes from now on: write no more.</summary>
    public StateSection Section(string name, int version)
    {
        StateSection section = new(name, version, Written) { Block = _block };
        (_block, _array, Length) = (null, [], 0);
        return section;
    }

    /// <summary>What was written is not wanted, if it has not become a section: write no more.</summary>
    public void GiveBack()
    {
        if (_block is not null)
        {
            SectionBlocks.Return(_block);
            (_block, Length) = (null, 0);
        }
    }

    public void Byte(byte value) => Take(1)[0] = value;

    public void Flag(bool value) => Byte(value ? (byte)1 : (byte)0);

    public void Int32(int value) => BinaryPrimitives.WriteInt32LittleEndian(Take(sizeof(int)), value);

    public void Int64(long value) => BinaryPrimitives.WriteInt64LittleEndian(Take(sizeof(long)), value);

    public void UInt64(ulong value) => Int64((long)value);

    public void Real(double value) => Int64(BitConverter.DoubleToInt64Bits(value));

    public void Bytes(ReadOnlySpan<byte> value)
    {
        Int32(value.Length);
        value.CopyTo(Take(value.Length));
    }

    public void Text(string value) => Bytes(Encoding.UTF8.GetBytes(value));

    public void Texts(IReadOnlyList<string> values)
    {
        Int32(values.Count);
        foreach (string value in values)
        {
            Text(value);
        }
    }

    /// <summary>The next bytes, to be filled at once.</summary>
    public Span<byte> Take(int length)
    {
        if (length > (_block?.Bytes ?? _array.Length) - Length)
        {
            Grow(length);
        }

        Length += length;
        return All.Slice(Length - length, length);
    }

    private Span<byte> All => _block is null ? _array : _block.GetSpan();

    private void Grow(int length)
    {
        if (_block is null)
        {
            Array.Resize(ref _array, Math.Max(2 * _array.Length, Length + length));
            return;
        }

        NativeBlock larger = SectionBlocks.Rent(Math.Max(2 * _block.Bytes, Length + length));
        All[..Length].CopyTo(larger.GetSpan());
        SectionBlocks.Return(_block);
        _block = larger;
    }
}
