using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace Sidecar.Engine.Snapshots;

/// <summary>
/// Takes apart what <see cref="StateWriter"/> put together. Never throws: what is missing or cannot be reads as zero
/// or empty, and from then on <see cref="IsGood"/> is false.
/// </summary>
internal ref struct StateReader(ReadOnlySpan<byte> content)
{
    private ReadOnlySpan<byte> _rest = content;

    public bool IsGood { get; private set; } = true;

    /// <summary>All was good and nothing is left over.</summary>
    public readonly bool IsGoodToTheEnd => IsGood && _rest.IsEmpty;

    public byte Byte() => TryTake(1, out ReadOnlySpan<byte> bytes) ? bytes[0] : (byte)0;

    public bool Flag()
    {
        byte value = Byte();
        IsGood &= value <= 1;
        return value == 1;
    }

    public int Int32() => TryTake(sizeof(int), out ReadOnlySpan<byte> bytes) ? BinaryPrimitives.ReadInt32LittleEndian(bytes) : 0;

    public long Int64() => TryTake(sizeof(long), out ReadOnlySpan<byte> bytes) ? BinaryPrimitives.ReadInt64LittleEndian(bytes) : 0;

    public ulong UInt64() => (ulong)Int64();

    /// <summary>A number that is one: no infinity and no NaN is ever written.</summary>
    public double Real()
    {
        double value = BitConverter.Int64BitsToDouble(Int64());
        IsGood &= double.IsFinite(value);
        return value;
    }

    /// <summary>How many things follow: never more than the rest can hold, so that nobody takes memory for a lie.</summary>
    /// <param name="smallest">Bytes that each takes at least.</param>
    public int Count(int smallest)
    {
        int count = Int32();
        if (count < 0 || count > _rest.Length / smallest)
        {
            IsGood = false;
            return 0;
        }

        return count;
    }

    public byte[] Bytes() => Span().ToArray();

    /// <summary>The same without a copy: a part of what is read.</summary>
    public ReadOnlySpan<byte> Span() => TryTake(Count(1), out ReadOnlySpan<byte> bytes) ? bytes : [];

    /// <summary>Bytes that are not read yet.</summary>
    public readonly int Left => _rest.Length;

    public string Text()
    {
        byte[] text = Bytes();
        IsGood &= Utf8.IsValid(text);
        return Encoding.UTF8.GetString(text);
    }

    public string[] Texts()
    {
        string[] texts = new string[Count(sizeof(int))];
        foreach (ref string text in texts.AsSpan())
        {
            text = Text();
        }

        return texts;
    }

    /// <summary>What was read contradicts what may be.</summary>
    public void Refuse(bool isWrong) => IsGood &= !isWrong;

    private bool TryTake(int length, out ReadOnlySpan<byte> taken)
    {
        if (!IsGood || length > _rest.Length)
        {
            IsGood = false;
            taken = default;
            return false;
        }

        taken = _rest[..length];
        _rest = _rest[length..];
        return true;
    }
}
