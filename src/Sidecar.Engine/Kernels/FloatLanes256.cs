using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Sidecar.Engine.Kernels;

/// <summary>The lanes in two registers of 256 bits.</summary>
internal readonly struct FloatLanes256 : IFloatLanes<FloatLanes256>
{
    private readonly Vector256<float> _first;
    private readonly Vector256<float> _second;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private FloatLanes256(Vector256<float> first, Vector256<float> second)
    {
        _first = first;
        _second = second;
    }

    public static JsonKernel Kernel => JsonKernel.Vector256;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes256 Create(float value) => new(Vector256.Create(value), Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes256 Load(ref readonly float first) => new(Vector256.LoadUnsafe(in first), Vector256.LoadUnsafe(in first, 8));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes256 LoadScaled(ref readonly double first, double offset, double divisor) => new(
        Vector256.Narrow(Scaled(in first, 0, offset, divisor), Scaled(in first, 4, offset, divisor)),
        Vector256.Narrow(Scaled(in first, 8, offset, divisor), Scaled(in first, 12, offset, divisor)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes256 operator +(FloatLanes256 left, FloatLanes256 right) => new(left._first + right._first, left._second + right._second);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes256 operator -(FloatLanes256 left, FloatLanes256 right) => new(left._first - right._first, left._second - right._second);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes256 operator *(FloatLanes256 left, FloatLanes256 right) => new(left._first * right._first, left._second * right._second);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes256 WhereLess(FloatLanes256 left, FloatLanes256 right, FloatLanes256 one, FloatLanes256 other) => new(
        Vector256.ConditionalSelect(Vector256.LessThan(left._first, right._first), one._first, other._first),
        Vector256.ConditionalSelect(Vector256.LessThan(left._second, right._second), one._second, other._second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes256 AddWhereEqual(FloatLanes256 left, FloatLanes256 right, FloatLanes256 sum, FloatLanes256 value) => new(
        sum._first + (Vector256.Equals(left._first, right._first) & value._first),
        sum._second + (Vector256.Equals(left._second, right._second) & value._second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref float first)
    {
        _first.StoreUnsafe(ref first);
        _second.StoreUnsafe(ref first, 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Sum() => Sum(_first, _second);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector256<float> first, Vector256<float> second)
    {
        Vector256<float> eight = first + second;
        return FloatLanes128.Sum(eight.GetLower() + eight.GetUpper());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Scaled(ref readonly double first, nuint from, double offset, double divisor) =>
        (Vector256.LoadUnsafe(in first, from) - Vector256.Create(offset)) / Vector256.Create(divisor);
}
