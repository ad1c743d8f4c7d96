// A house with references too many and an interface that nobody needs, so that the rules are seen to fail.
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

    internal static class InABody
    {
        public static object Of() => Array.Empty<Learning.Cluster>();

        public static Func<object> Later() => () => new Learning.Cluster();
    }
}

namespace Sidecar.Tests.House.Broken.Kernels
{
    internal static class Distance
    {
        public static int Of(object of) => of is Eve.Parser ? 1 : 0;
    }

    internal static class InsideOfIt
    {
        public static int Count() => Inner.Count();

        private static class Inner
        {
            public static int Count() => new Learning.Cluster().Members;
        }
    }
}

namespace Sidecar.Tests.House.Broken.Profiles
{
    internal sealed record Writable(int Made)
    {
        public int Total;

        public int Count { get; set; }

        public int Inside { get; private set; }

        public int Init { get; init; }

        public void Add() => Inside += Total++;
    }
}

namespace Sidecar.Tests.House.Broken.Verdicts
{
    internal interface IOnce;

    internal interface ITwice;

    internal sealed class First : IOnce, ITwice;

    internal sealed class Second : ITwice;
}
