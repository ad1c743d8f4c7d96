// A house with one reference too many, so that the rule is seen to fail.
namespace Sidecar.Tests.House.Broken.Learning
{
    internal sealed class Cluster
    {
        public int Members { get; set; }
    }
}

namespace Sidecar.Tests.House.Broken.Eve
{
    internal sealed class Parser
    {
        public Learning.Cluster? Cluster { get; set; }
    }
}

namespace Sidecar.Tests.House.Broken.Kernels
{
    internal static class Distance
    {
        public static int Of(object of) => of is Eve.Parser ? 1 : 0;
    }
}
