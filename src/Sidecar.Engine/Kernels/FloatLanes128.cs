using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Sidecar.Engine.Kernels;

/// <summary>The lanes in four registers of 128 bits.</summary>
internal readonly struct FloatLanes128 : IFloatLanes<FloatLanes128>
{
    private readonly Vector128<float> _first;
    private readonly Vector128<float> _second;
    private readonly Vector128<float> _third;
    private readonly Vector128<float> _fourth;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private FloatLanes128(Vector128<float> first, Vector128<float> second, Vector128<float> third, Vector128<float> fourth)
    {
        _first = first;
        _second = second;
        _third = third;
        _fourth = fourth;
    }

    public static JsonKernel Kernel => JsonKernel.Vector128;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes128 Create(float value)
    {
        Vector128<float> lanes = Vector128.Create(value);
        return new(lanes, lanes, lanes, lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes128 Load(ref readonly float first) => new(
        Vector128.LoadUnsafe(in first), Vector128.LoadUnsafe(in first, 4), Vector128.LoadUnsafe(in first, 8), Vector128.LoadUnsafe(in first, 12));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes128 LoadScaled(ref readonly double first, double offset, double divisor) => new(
        Vector128.Narrow(Scaled(in first, 0, offset, divisor), Scaled(in first, 2, offset, divisor)),
        Vector128.Narrow(Scaled(in first, 4, offset, divisor), Scaled(in first, 6, offset, divisor)),
        Vector128.Narrow(Scaled(in first, 8, offset, divisor), Scaled(in first, 10, offset, divisor)),
        Vector128.Narrow(Scaled(in first, 12, offset, divisor), Scaled(in first, 14, offset, divisor)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes128 operator +(FloatLanes128 left, FloatLanes128 right) => new(
        left._first + right._first, left._second + right._second, left._third + right._third, left._fourth + right._fourth);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes128 operator -(FloatLanes128 left, FloatLanes128 right) => new(
        left._first - right._first, left._second - right._second, left._third - right._third, left._fourth - right._fourth);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes128 operator *(FloatLanes128 left, FloatLanes128 right) => new(
        left._first * right._first, left._second * right._second, left._third * right._third, left._fourth * right._fourth);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes128 WhereLess(FloatLanes128 left, FloatLanes128 right, FloatLanes128 one, FloatLanes128 other) => new(
        Vector128.ConditionalSelect(Vector128.LessThan(left._first, right._first), one._first, other._first),
        Vector128.ConditionalSelect(Vector128.LessThan(left._second, right._second), one._second, other._second),
        Vector128.ConditionalSelect(Vector128.LessThan(left._third, right._third), one._third, other._third),
        Vector128.ConditionalSelect(Vector128.LessThan(left._fourth, right._fourth), one._fourth, other._fourth));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes128 AddWhereEqual(FloatLanes128 left, FloatLanes128 right, FloatLanes128 sum, FloatLanes128 value) => new(
        sum._first + (Vector128.Equals(left._first, right._first) & value._first),
        sum._second + (Vector128.Equals(left._second, right._second) & value._second),
        sum._third + (Vector128.Equals(left._third, right._third) & value._third),
        sum._fourth + (Vector128.Equals(left._fourth, right._fourth) & value._fourth));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref float first)
    {
        _first.StoreUnsafe(ref first);
        _second.StoreUnsafe(ref first, 4);
        _third.StoreUnsafe(ref first, 8);
        _fourth.StoreUnsafe(ref first, 12);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Sum() => Sum((_first + _third) + (_second + _fourth));

    /// <summary>The two last levels of the tree.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector128<float> four)
    {
        Vector128<float> two = four + Vector128.Shuffle(four, Vector128.Create(2, 3, 2, 3));
        return two.ToScalar() + two.GetElement(1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> Scaled(ref readonly double first, nuint from, double offset, double divisor) =>
        (Vector128.LoadUnsafe(in first, from) - Vector128.Create(offset)) / Vector128.Create(divisor);
}
