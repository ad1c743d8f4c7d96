using Sidecar.Engine.Learning;
using Xunit;

namespace Sidecar.Tests.Learning;

/// <summary>The numbers are those of numpy.random.RandomState, NumPy 1.24.2.</summary>
public sealed class MersenneTwisterTests
{
    [Fact]
    public void It_draws_what_numpy_draws_from_the_same_seed()
    {
        var random = new MersenneTwister(7);
        int[] drawn = [.. new[] { 10, 1000, 3, 1, 1 << 20, 7 }.Select(random.NextInt32Below)];
        Assert.Equal([4, 537, 2, 0, 759363, 3], drawn);
        Assert.Equal(0.7234651778309412, random.NextDouble());
        Assert.Equal(0.9779895119966027, random.NextDouble());
        Assert.Equal(0.5384958704104337, random.NextDouble());
    }

    [Fact]
    public void It_goes_on_as_numpy_does_when_its_state_is_used_up()
    {
        var random = new MersenneTwister(7);
        for (int i = 0; i < 1000; i++)
            random.NextDouble();
        Assert.Equal(0.08378587007198324, random.NextDouble());
    }

    [Fact]
    public void A_seed_beyond_32_bits_is_numpys_array_of_two_words()
    {
        var random = new MersenneTwister((2UL << 32) | 5);
        Assert.Equal([3185278367u, 1209197118u, 3089592080u], new[] { random.NextUInt32(), random.NextUInt32(), random.NextUInt32() });
        Assert.Equal(0.17033318853345125, random.NextDouble());
        Assert.Equal(0.5064695695280452, random.NextDouble());
    }
}
