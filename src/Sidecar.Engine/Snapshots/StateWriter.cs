using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Sidecar.Engine.Snapshots;

/// <summary>
/// Puts numbers and texts behind each other, little-endian; what <see cref="StateReader"/> takes apart. Its bytes come
/// from the pool: large sections are made every few minutes, and as garbage they would cost the engine thread pauses.
/// </summary>
/// <param name="capacity">Bytes taken at once, not zeroed: who knows how much will come is spared the growing.</param>
internal sealed class StateWriter(int capacity = 256)
{
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(capacity);

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    public int Length { get; private set; }

    /// <summary>What was written as a section, which has the bytes from now on: write no more.</summary>
    public StateSection Section(string name, int version) => new(name, version, Written) { Pooled = _bytes };

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
        if (length > _bytes.Length - Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(2 * _bytes.Length, Length + length));
            _bytes.AsSpan(0, Length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = larger;
        }

        Length += length;
        return _bytes.AsSpan(Length - length, length);
    }
}
