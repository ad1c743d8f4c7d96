using System.Runtime.CompilerServices;

namespace Sidecar.Engine.Kernels;

/// <summary>
/// The scalar twin of the lanes: what each operation means, one lane at a time. Tests compare the widths with it;
/// the engine uses it only where it is told to.
/// </summary>
internal readonly struct FloatLanesScalar : IFloatLanes<FloatLanesScalar>
{
    private readonly Lanes _lanes;

    private FloatLanesScalar(Lanes lanes) => _lanes = lanes;

    public static JsonKernel Kernel => JsonKernel.Scalar;

    public static FloatLanesScalar Create(float value)
    {
        Lanes lanes = default;
        for (int i = 0; i < FloatLanes.Count; i++)
            lanes[i] = value;
        return new FloatLanesScalar(lanes);
    }

    public static FloatLanesScalar Load(ref readonly float first)
    {
        Lanes lanes = default;
        for (int i = 0; i < FloatLanes.Count; i++)
            lanes[i] = Unsafe.Add(ref Unsafe.AsRef(in first), i);
        return new FloatLanesScalar(lanes);
    }

    public static FloatLanesScalar LoadScaled(ref readonly double first, double offset, double divisor)
    {
        Lanes lanes = default;
        for (int i = 0; i < FloatLanes.Count; i++)
            lanes[i] = (float)((Unsafe.Add(ref Unsafe.AsRef(in first), i) - offset) / divisor);
        return new FloatLanesScalar(lanes);
    }

    public static FloatLanesScalar operator +(FloatLanesScalar left, FloatLanesScalar right)
    {
        Lanes lanes = default;
        for (int i = 0; i < FloatLanes.Count; i++)
            lanes[i] = left._lanes[i] + right._lanes[i];
        return new FloatLanesScalar(lanes);
    }

    public static FloatLanesScalar operator -(FloatLanesScalar left, FloatLanesScalar right)
    {
        Lanes lanes = default;
        for (int i = 0; i < FloatLanes.Count; i++)
            lanes[i] = left._lanes[i] - right._lanes[i];
        return new FloatLanesScalar(lanes);
    }

    public static FloatLanesScalar operator *(FloatLanesScalar left, FloatLanesScalar right)
    {
        Lanes lanes = default;
        for (int i = 0; i < FloatLanes.Count; i++)
            lanes[i] = left._lanes[i] * right._lanes[i];
        return new FloatLanesScalar(lanes);
    }

    public static FloatLanesScalar WhereLess(FloatLanesScalar left, FloatLanesScalar right, FloatLanesScalar one, FloatLanesScalar other)
    {
        Lanes lanes = default;
        for (int i = 0; i < FloatLanes.Count; i++)
            lanes[i] = left._lanes[i] < right._lanes[i] ? one._lanes[i] : other._lanes[i];
        return new FloatLanesScalar(lanes);
    }

    public static FloatLanesScalar AddWhereEqual(FloatLanesScalar left, FloatLanesScalar right, FloatLanesScalar sum, FloatLanesScalar value)
    {
        Lanes lanes = default;
        for (int i = 0; i < FloatLanes.Count; i++)
            lanes[i] = left._lanes[i] == right._lanes[i] ? sum._lanes[i] + value._lanes[i] : sum._lanes[i];
        return new FloatLanesScalar(lanes);
    }

    public void Store(ref float first)
    {
        for (int i = 0; i < FloatLanes.Count; i++)
            Unsafe.Add(ref first, i) = _lanes[i];
    }

    public float Sum()
    {
        Lanes sums = _lanes;
        for (int distance = FloatLanes.Count / 2; distance > 0; distance /= 2)
            for (int i = 0; i < distance; i++)
                sums[i] += sums[i + distance];
        return sums[0];
    }

    /// <summary>The floats, held by value as the other lanes hold theirs.</summary>
    [InlineArray(FloatLanes.Count)]
    private struct Lanes
    {
        private float _first;
    }
}
