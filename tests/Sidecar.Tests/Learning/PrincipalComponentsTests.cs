using Sidecar.Engine.Learning;
using Xunit;

namespace Sidecar.Tests.Learning;

public sealed class PrincipalComponentsTests
{
    [Fact]
    public void Points_on_a_line_have_one_component_along_it()
    {
        // y = 2x + 1: the unit vector is (1, 2) / sqrt(5), the scores are the distances from the middle.
        PrincipalComponents fit = PrincipalComponents.Fit([[0, 1, 2], [1, 3, 5]], keyCount: 3, wanted: 2);
        AssertNear([1 / Math.Sqrt(5), 2 / Math.Sqrt(5)], fit.Loadings[0]);
        AssertNear([-Math.Sqrt(5), 0, Math.Sqrt(5)], fit.Scores[0]);
        AssertNear([0, 0, 0], fit.Scores[1]);
        AssertNear([1, 0], fit.ExplainedVarianceRatio);
    }

    [Fact]
    public void A_matrix_worked_out_by_hand_gives_its_eigenvalues()
    {
        // Covariance [[2, 1], [1, 2]] * 2/3 over these four points: eigenvalues 3 : 1 along (1, 1) and (1, -1).
        double r = Math.Sqrt(3);
        PrincipalComponents fit = PrincipalComponents.Fit([[r, -r, 1, -1], [r, -r, -1, 1]], keyCount: 4, wanted: 2);
        double half = Math.Sqrt(0.5);
        AssertNear([0.75, 0.25], fit.ExplainedVarianceRatio);
        AssertNear([half, half], fit.Loadings[0]);
        AssertNear([half, half], [.. fit.Loadings[1].Select(Math.Abs)]);
        Assert.True(fit.Loadings[1][0] * fit.Loadings[1][1] < 0);
    }

    [Fact]
    public void Scikit_learn_finds_the_same_components()
    {
        PrincipalComponents fit = PrincipalComponents.Fit(MinMaxScaler.Scale(KnownTable.Columns), KnownTable.Keys, wanted: 3);
        AssertNear(KnownTable.ExplainedVarianceRatio, fit.ExplainedVarianceRatio);
        for (int component = 0; component < 3; component++)
            AssertNear(KnownTable.AbsoluteLoadings[component], [.. fit.Loadings[component].Select(Math.Abs)]);
    }

    [Fact]
    public void The_entry_of_largest_size_is_positive()
    {
        PrincipalComponents fit = PrincipalComponents.Fit(MinMaxScaler.Scale(KnownTable.Columns), KnownTable.Keys, wanted: 4);
        Assert.All(fit.Loadings, loading => Assert.True(loading.MaxBy(Math.Abs) > 0));
    }

    [Fact]
    public void Columns_that_do_not_vary_explain_nothing_and_put_all_keys_at_the_origin()
    {
        PrincipalComponents fit = PrincipalComponents.Fit([[3, 3, 3], [0, 0, 0]], keyCount: 3, wanted: 2);
        Assert.Equal([0, 0], fit.ExplainedVarianceRatio);
        Assert.All(fit.Scores, scores => Assert.Equal([0, 0, 0], scores));
    }

    [Theory]
    [InlineData(3, 5, 2, 2)]
    [InlineData(3, 2, 5, 2)]
    [InlineData(3, 1, 5, 1)]
    [InlineData(3, 0, 5, 0)]
    [InlineData(3, 4, 0, 0)]
    public void There_are_no_more_components_than_keys_or_features(int wanted, int keys, int features, int expected)
    {
        double[][] columns = [.. Enumerable.Range(1, features).Select(f => Enumerable.Range(0, keys).Select(i => (double)(i * f % 7)).ToArray())];
        Assert.Equal(expected, PrincipalComponents.Fit(columns, keys, wanted).Scores.Length);
    }

    private static void AssertNear(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], 1e-12);
    }
}
