using System.Globalization;
using System.Text;
using Sidecar.Engine.Learning;
using Sidecar.Engine.Profiles;
using Xunit;

namespace Sidecar.Tests.Learning;

public sealed class PlaybookRefusalTests
{
    [Theory]
    [InlineData(0, 5, 0, 0, 3, "no transaction record")]
    [InlineData(5, 0, 0, 0, 3, "no flow record")]
    [InlineData(5, 5, 0, 0, 3, "none of 5 transactions")]
    [InlineData(5, 5, 7, 0, 3, "none of 7 joined records has the view's key")]
    [InlineData(5, 5, 5, 2, 3, "3 components need at least as many keys, the input has 2")]
    [InlineData(9, 9, 9, 9, 5, "5 components are wanted of 4 features")]
    public void What_the_reference_cannot_do_is_refused_with_the_reason(
        int transactions, int flows, int joined, int keys, int components, string reason) =>
        Assert.Contains(reason, Refusal(transactions, flows, joined, keys, components), StringComparison.Ordinal);

    [Fact]
    public void As_many_keys_as_components_will_do() => Assert.Null(Refusal(3, 3, 3, keys: 3, components: 3));

    private static string? Refusal(int transactions, int flows, int joined, int keys, int components)
    {
        byte[][] names = [.. Enumerable.Range(0, keys).Select(i => Encoding.ASCII.GetBytes(i.ToString(CultureInfo.InvariantCulture)))];
        FeatureTable profiles = new(names, ["a", "b", "c", "d"], [.. Enumerable.Range(0, 4).Select(_ => new double[keys])]);
        return PlaybookRefusal.Find(new PlaybookTable(profiles, transactions, flows, joined, 0), new LearningOptions { Components = components });
    }
}
