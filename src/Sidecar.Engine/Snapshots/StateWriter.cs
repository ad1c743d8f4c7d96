using System.Buffers;
using System.Buffers.Binary;

namespace Sidecar.Engine.Snapshots;

/// <summary>Puts numbers and texts behind each other, little-endian; what <see cref="StateReader"/> takes apart.</summary>
internal sealed class StateWriter
{
    private readonly ArrayBufferWriter<byte> _output = new(256);

    public ReadOnlyMemory<byte> Written => _output.WrittenMemory;

    public int Length => _output.WrittenCount;

    public void Byte(byte value)
    {
        _output.GetSpan(1)[0] = value;
        _output.Advance(1);
    }

    public void Flag(bool value) => Byte(value ? (byte)1 : (byte)0);

    public void Int32(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_output.GetSpan(sizeof(int)), value);
        _output.Advance(sizeof(int));
    }

    public void Int64(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_output.GetSpan(sizeof(long)), value);
        _output.Advance(sizeof(long));
    }

    public void UInt64(ulong value) => Int64((long)value);

    public void Real(double value) => Int64(BitConverter.DoubleToInt64Bits(value));

    public void Bytes(ReadOnlySpan<byte> value)
    {
        Int32(value.Length);
        _output.Write(value);
    }

    public void Text(string value) => Bytes(System.Text.Encoding.UTF8.GetBytes(value));
}
