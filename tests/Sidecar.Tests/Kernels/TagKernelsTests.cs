using Sidecar.Engine.Kernels;
using Xunit;

namespace Sidecar.Tests.Kernels;

public sealed class TagKernelsTests
{
    [Fact]
    public void Both_find_the_same()
    {
        Random random = new(1);
        int found = 0;
        for (int i = 0; i < 100_000; i++)
        {
            // Few values, so that there is none, one and several of them.
            byte[] tags = [.. Enumerable.Range(0, TagKernels.Count).Select(_ => (byte)(random.Next(12) * 23))];
            byte tag = (byte)(random.Next(12) * 23);
            (ulong first, uint last) = (BitConverter.ToUInt64(tags), BitConverter.ToUInt32(tags, sizeof(ulong)));
            uint expected = (uint)tags.Select((one, at) => one == tag ? 1 << at : 0).Sum();
            Assert.Equal(expected, TagKernels.Matches(first, last, tag));
            Assert.Equal(expected, TagKernels.MatchesScalar(first, last, tag));
            found += expected != 0 ? 1 : 0;
        }

        Assert.InRange(found, 50_000, 80_000);
    }
}
