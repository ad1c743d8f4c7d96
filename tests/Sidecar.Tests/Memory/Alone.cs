using Xunit;

namespace Sidecar.Tests.Memory;

/// <summary>Tests that ask the kernel for the memory of this process: no other test runs beside them.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
