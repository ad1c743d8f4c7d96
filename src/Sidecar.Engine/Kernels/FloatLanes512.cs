using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Sidecar.Engine.Kernels;

/// <summary>The lanes in one register of 512 bits.</summary>
internal readonly struct FloatLanes512 : IFloatLanes<FloatLanes512>
{
    private readonly Vector512<float> _lanes;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private FloatLanes512(Vector512<float> lanes) => _lanes = lanes;

    public static JsonKernel Kernel => JsonKernel.Vector512;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes512 Create(float value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes512 Load(ref readonly float first) => new(Vector512.LoadUnsafe(in first));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes512 LoadScaled(ref readonly double first, double offset, double divisor) => new(Vector512.Narrow(
        (Vector512.LoadUnsafe(in first) - Vector512.Create(offset)) / Vector512.Create(divisor),
        (Vector512.LoadUnsafe(in first, 8) - Vector512.Create(offset)) / Vector512.Create(divisor)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes512 operator +(FloatLanes512 left, FloatLanes512 right) => new(left._lanes + right._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes512 operator -(FloatLanes512 left, FloatLanes512 right) => new(left._lanes - right._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes512 operator *(FloatLanes512 left, FloatLanes512 right) => new(left._lanes * right._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes512 WhereLess(FloatLanes512 left, FloatLanes512 right, FloatLanes512 one, FloatLanes512 other) =>
        new(Vector512.ConditionalSelect(Vector512.LessThan(left._lanes, right._lanes), one._lanes, other._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes512 AddWhereEqual(FloatLanes512 left, FloatLanes512 right, FloatLanes512 sum, FloatLanes512 value) =>
        new(Vector512.ConditionalSelect(Vector512.Equals(left._lanes, right._lanes), sum._lanes + value._lanes, sum._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref float first) => _lanes.StoreUnsafe(ref first);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Sum() => FloatLanes256.Sum(_lanes.GetLower(), _lanes.GetUpper());
}
