namespace Sidecar.Engine.Kernels;

/// <summary>
/// Sixteen floats, and what the column kernels do with them. The kernels are written once over this interface; one struct
/// per vector width answers. All widths give the same bits: lane by lane each operation rounds once, as IEEE 754
/// says, a product before it is added (never fused), and <see cref="Sum"/> adds the lanes in one fixed tree.
/// No NaN may come in.
/// </summary>
internal interface IFloatLanes<TSelf>
    where TSelf : unmanaged, IFloatLanes<TSelf>
{
    /// <summary>Which kernel this is, so that a test can prove which one ran.</summary>
    static abstract JsonKernel Kernel { get; }

    /// <summary>The same value in each lane.</summary>
    static abstract TSelf Create(float value);

    /// <summary>Reads 16 floats from the first one on; any alignment.</summary>
    static abstract TSelf Load(ref readonly float first);

    /// <summary>Reads 16 doubles, takes the offset away, divides, and rounds the quotient to a float.</summary>
    static abstract TSelf LoadScaled(ref readonly double first, double offset, double divisor);

    static abstract TSelf operator +(TSelf left, TSelf right);

    static abstract TSelf operator -(TSelf left, TSelf right);

    static abstract TSelf operator *(TSelf left, TSelf right);

    /// <summary>Lane by lane: the one if left is less than right, else the other.</summary>
    static abstract TSelf WhereLess(TSelf left, TSelf right, TSelf one, TSelf other);

    /// <summary>Lane by lane: sum + value if left equals right, else the sum, which is not -0 (no sum that began with 0 is).</summary>
    static abstract TSelf AddWhereEqual(TSelf left, TSelf right, TSelf sum, TSelf value);

    void Store(ref float first);

    /// <summary>Lane i + lane i+8 for i below 8, of these i + i+4, of these i + i+2, and of these the two.</summary>
    float Sum();
}

/// <summary>What all lanes have in common.</summary>
internal static class FloatLanes
{
    public const int Count = 16;
}
