namespace Sidecar.Engine.Kernels;

/// <summary>
/// 64 bytes of a line, and the questions that the JSON scan asks of them. Each answer is a mask with the first byte in
/// bit 0. The scan is written once over this interface; one struct per vector width answers. Compiled ahead of time
/// for each struct, so that no call is left.
/// </summary>
internal interface IJsonBlock<TSelf>
    where TSelf : struct, IJsonBlock<TSelf>
{
    /// <summary>Which kernel this is, so that a test can prove which one ran.</summary>
    static abstract JsonKernel Kernel { get; }

    /// <summary>Reads 64 bytes from the first one on; any alignment.</summary>
    static abstract TSelf Load(ref readonly byte first);

    /// <summary>64 spaces: neither lower than any text nor with a bit that ASCII lacks.</summary>
    static abstract TSelf Spaces { get; }

    static abstract TSelf Min(TSelf left, TSelf right);

    static abstract TSelf Or(TSelf left, TSelf right);

    ulong Equal(byte value);

    /// <summary>The bytes that are this value once bit 5 is set: { and [ as one, } and ] as one.</summary>
    ulong EqualWithBit5(byte value);

    ulong Digits();

    /// <summary>Bytes below 0x20 and from 0x80 on.</summary>
    ulong ControlOrHigh();

    /// <summary>Bytes from 0x80 on.</summary>
    ulong High();
}

/// <summary>What all blocks have in common.</summary>
internal static class JsonBlock
{
    /// <summary>Bytes in a block, and bits in a mask.</summary>
    public const int Length = 64;
}
