using Sidecar.Engine.Kernels;
using Xunit;

namespace Sidecar.Tests.Kernels;

/// <summary>Each width answers as its scalar twin does, bit for bit, whatever the floats and wherever they start.</summary>
public sealed class FloatLanesTests
{
    [Fact]
    public void Lanes_of_128_bits_equal_their_scalar_twin() => EqualsTwin<FloatLanes128>();

    [Fact]
    public void Lanes_of_256_bits_equal_their_scalar_twin() => EqualsTwin<FloatLanes256>();

    [Fact]
    public void Lanes_of_512_bits_equal_their_scalar_twin() => EqualsTwin<FloatLanes512>();

    [Fact]
    public void The_twin_adds_lanes_in_the_tree_that_is_documented()
    {
        float[] lanes = [.. Floats(new Random(2)).Take(FloatLanes.Count)];
        float[] eight = [.. Enumerable.Range(0, 8).Select(i => lanes[i] + lanes[i + 8])];
        float[] four = [.. Enumerable.Range(0, 4).Select(i => eight[i] + eight[i + 4])];
        Assert.Equal((four[0] + four[2]) + (four[1] + four[3]), FloatLanesScalar.Load(in lanes[0]).Sum());
    }

    private static void EqualsTwin<TLanes>()
        where TLanes : unmanaged, IFloatLanes<TLanes>
    {
        Random random = new(1);
        for (int round = 0; round < 2000; round++)
        {
            float[] a = Floats(random), b = Floats(random), c = Floats(random);
            int start = round % FloatLanes.Count;
            TLanes left = TLanes.Load(in a[start]), right = TLanes.Load(in b[start]), sum = TLanes.Load(in c[start]);
            FloatLanesScalar leftTwin = FloatLanesScalar.Load(in a[start]), rightTwin = FloatLanesScalar.Load(in b[start]), sumTwin = FloatLanesScalar.Load(in c[start]);
            Same(leftTwin + rightTwin, left + right);
            Same(leftTwin - rightTwin, left - right);
            Same(leftTwin * rightTwin, left * right);
            Same(FloatLanesScalar.Create(a[0]), TLanes.Create(a[0]));
            Same(FloatLanesScalar.WhereLess(leftTwin, rightTwin, leftTwin, sumTwin), TLanes.WhereLess(left, right, left, sum));
            Same(FloatLanesScalar.AddWhereEqual(leftTwin, rightTwin, sumTwin, leftTwin), TLanes.AddWhereEqual(left, right, sum, left));
            Assert.Equal(BitConverter.SingleToInt32Bits(leftTwin.Sum()), BitConverter.SingleToInt32Bits(left.Sum()));
            double[] doubles = [.. a.Select(value => value * 1.000000001)];
            Same(FloatLanesScalar.LoadScaled(in doubles[start], c[0], 3.7), TLanes.LoadScaled(in doubles[start], c[0], 3.7));
        }
    }

    /// <summary>Few values, so that many are equal, beside any; no -0, which no sum is.</summary>
    private static float[] Floats(Random random) => [.. Enumerable.Range(0, 2 * FloatLanes.Count).Select(_ => random.Next(6) switch
    {
        0 => 0f,
        1 => 1f,
        2 => 2f,
        3 => MathF.ScaleB(1, -140) * random.Next(1, 9),
        4 => MathF.ScaleB(random.NextSingle() + 1, 100),
        _ => (random.NextSingle() - 0.5f) * random.Next(1, 1000),
    })];

    private static void Same<TLanes>(FloatLanesScalar twin, TLanes lanes)
        where TLanes : unmanaged, IFloatLanes<TLanes>
    {
        float[] expected = new float[FloatLanes.Count], actual = new float[FloatLanes.Count];
        twin.Store(ref expected[0]);
        lanes.Store(ref actual[0]);
        Assert.Equal(expected.Select(BitConverter.SingleToInt32Bits), actual.Select(BitConverter.SingleToInt32Bits));
    }
}
