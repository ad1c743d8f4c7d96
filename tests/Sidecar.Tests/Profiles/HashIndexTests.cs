using Sidecar.Engine.Profiles;
using Xunit;

namespace Sidecar.Tests.Profiles;

/// <summary>The index against a dictionary of sets.</summary>
public sealed class HashIndexTests
{
    [Theory]
    [InlineData(ulong.MaxValue)]
    [InlineData(0xffff_ffff_0000_0003)]
    [InlineData(0x7)]
    public void It_finds_what_a_model_has_however_the_hashes_collide(ulong bits)
    {
        Random random = new(11);
        HashIndex index = new();
        Dictionary<ulong, List<int>> model = [];
        List<(ulong Hash, int Number)> all = [];
        for (int step = 0; step < 6_000; step++)
        {
            if (all.Count == 0 || random.Next(5) < 3)
            {
                (ulong hash, int number) = ((ulong)random.NextInt64() & bits, step);
                index.Add(hash, number);
                all.Add((hash, number));
                model.TryAdd(hash, []);
                model[hash].Add(number);
            }
            else
            {
                int at = random.Next(all.Count);
                (ulong hash, int number) = all[at];
                index.Remove(hash, number);
                all.RemoveAt(at);
                model[hash].Remove(number);
            }

            Assert.Equal(all.Count, index.Count);
            if (step % 500 == 0)
            {
                Assert.All(model, known => Assert.Equal(known.Value.Order(), NumbersOf(index, known.Key).Order()));
                Assert.All(model, known => Assert.Equal(NumbersOf(index, known.Key).FirstOrDefault(), index.TryGet(known.Key, out int first) ? first : 0));
            }
        }

        index.Clear();
        Assert.All(model, known => Assert.False(index.TryGet(known.Key, out _)));
    }

    private static List<int> NumbersOf(HashIndex index, ulong hash)
    {
        List<int> numbers = [];
        for (int cursor = (int)hash; index.TryNext(hash, ref cursor, out int number);)
        {
            numbers.Add(number);
        }

        return numbers;
    }
}
