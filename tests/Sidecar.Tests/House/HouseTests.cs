using System.Runtime.CompilerServices;
using Sidecar.Engine.Eve;
using Xunit;

namespace Sidecar.Tests.House;

/// <summary>The house is as it says: who knows whom, and where what may stand.</summary>
public sealed class HouseTests
{
    private static readonly string s_root = Root();

    [Fact]
    public void Rooms_know_only_the_rooms_before_them() =>
        AssertNone(Rooms.Violations(typeof(EveParser).Assembly, "Sidecar.Engine"));

    [Fact]
    public void Interfaces_have_two_implementations() =>
        AssertNone(InterfaceRules.Violations(typeof(EveParser).Assembly, "Sidecar.Engine"));

    [Fact]
    public void The_rule_of_interfaces_sees_one_that_nobody_needs() => Assert.Equal(
        ["Sidecar.Tests.House.Broken.Verdicts.IOnce: 1 implementation(s); an interface needs two"],
        InterfaceRules.Violations(typeof(HouseTests).Assembly, "Sidecar.Tests.House.Broken"));

    [Fact]
    public void There_are_no_rooms_that_nobody_planned() => Assert.Subset(
        new HashSet<string> { "", "Memory", "Kernels", "Ingest", "Eve", "Flows", "Profiles", "Learning", "Verdicts", "Outputs", "Snapshots", "Selection", "Selftest", "Losses", "Extraction" },
        Rooms.Of(typeof(EveParser).Assembly, "Sidecar.Engine").ToHashSet());

    [Fact]
    public void The_rule_of_rooms_sees_a_broken_house() => Assert.Equal(
        [
            "Eve.InABody -> Learning.Cluster", "Eve.Parser -> Learning.Cluster", "Kernels.Distance -> Eve.Parser",
            "Kernels.InsideOfIt+Inner -> Learning.Cluster",
        ],
        Rooms.Violations(typeof(HouseTests).Assembly, "Sidecar.Tests.House.Broken"));

    [Fact]
    public void Every_source_file_keeps_the_rules()
    {
        string[] files = Directory.GetFiles(Path.Combine(s_root, "src"), "*.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(s_root, file))
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal))
            .ToArray();
        Assert.NotEmpty(files);
        AssertNone(files.SelectMany(file => SourceRules.Violations(file, File.ReadAllText(Path.Combine(s_root, file)))));
    }

    [Theory]
    [InlineData("src/Sidecar.Engine/Flows/A.cs", "namespace Sidecar.Engine.Flows;\nunsafe struct S { }", "unsafe outside")]
    [InlineData("src/Sidecar.Engine/Eve/A.cs", "using System.Runtime.Intrinsics.X86;", "System.Runtime.Intrinsics outside")]
    [InlineData("src/Sidecar.Engine/Eve/A.cs", "namespace Sidecar.Engine.Flows;", "not Sidecar.Engine.Eve")]
    [InlineData("src/Sidecar.Engine/Eve/A.cs", "// namespace Sidecar.Engine.Eve;", "namespace (none), not Sidecar.Engine.Eve")]
    [InlineData("src/Sidecar.Engine/Eve/A.cs", "namespace Sidecar.Engine.Eve;\ninternal sealed class A;", "A says nothing of itself")]
    [InlineData("src/Sidecar.Engine/Eve/A.cs", "namespace Sidecar.Engine.Eve;\n/// <summary>A.</summary>\ninternal sealed class A\n{\n    private readonly record struct Inner(int B);\n}", "Inner says nothing of itself")]
    [InlineData("src/Sidecar.Engine/Eve/A.cs", "namespace Sidecar.Engine.Eve;\nsealed class A\n{\n}", "A says nothing of itself")]
    [InlineData("src/Sidecar.Engine/Eve/A.cs", "namespace Sidecar.Engine.Eve;\ninternal delegate System.Collections.Generic.List<int> A(int b);", "A says nothing of itself")]
    [InlineData("src/Sidecar.Engine/Eve/A.cs", "namespace Sidecar.Engine.Eve;\npublic interface A<T> where T : class;", "A says nothing of itself")]
    [InlineData("src/Sidecar.Engine/Helpers/A.cs", "", "a room called Helpers")]
    [InlineData("src/Sidecar.Engine/Eve/Helpers.cs", "", "a file called Helpers")]
    [InlineData("src/Sidecar.Engine/Eve/EveUtils.cs", "", "a file called Utils")]
    [InlineData("src/Sidecar.Engine/Eve/A.cs", "#pragma warning disable CA1822", "#pragma warning disable")]
    [InlineData("src/Sidecar.Engine/Eve/A.cs", "[SuppressMessage(\"a\", \"b\")]", "SuppressMessage")]
    [InlineData("src/Sidecar.Engine/Learning/A.cs", "NativeMemory.Alloc(1);", "NativeMemory outside")]
    [InlineData("src/Sidecar.Engine/Eve/A.cs", "#region x", "#region")]
    [InlineData("src/Sidecar.Engine/Eve/A.cs", "// TO" + "DO later", "left to do")]
    public void The_rules_of_sources_see_a_broken_file(string path, string text, string violation) =>
        Assert.Contains(SourceRules.Violations(path, text), found => found.Contains(violation, StringComparison.Ordinal));

    [Fact]
    public void The_rules_of_sources_let_a_good_file_be() => Assert.Empty(SourceRules.Violations(
        "src/Sidecar.Engine/Kernels/A.cs",
        """
        using System.Runtime.Intrinsics;

        namespace Sidecar.Engine.Kernels;

        /// <summary>A class of its own, of the record kind.</summary>
        [Obsolete]
        internal static unsafe class A
        {
            // A record or a class is named here, and no type is.
            public static int Of(int record) => record;

            /// <summary>Inner.</summary>
            private enum Inner { One }
        }

        """));

    /// <summary>What is internal is out of the executable's reach, as long as the engine lets nobody but tests look in.</summary>
    [Fact]
    public void The_executable_sees_public_types_only() => Assert.Equal(
        ["Sidecar.Benchmarks", "Sidecar.Fuzz", "Sidecar.Tests"],
        typeof(EveParser).Assembly.GetCustomAttributes(typeof(InternalsVisibleToAttribute), inherit: false)
            .Cast<InternalsVisibleToAttribute>().Select(friend => friend.AssemblyName).Order(StringComparer.Ordinal));

    [Fact]
    public void What_is_public_cannot_be_written() => AssertNone(PublicRules.Violations(typeof(EveParser).Assembly.GetExportedTypes()));

    [Fact]
    public void The_rule_of_public_types_sees_what_can_be_written() => Assert.Equal(
        ["Sidecar.Tests.House.Broken.Profiles.Writable.Count can be written", "Sidecar.Tests.House.Broken.Profiles.Writable.Total can be written"],
        PublicRules.Violations([typeof(Broken.Profiles.Writable)]));

    [Theory]
    [InlineData(400, 0)]
    [InlineData(401, 1)]
    public void The_rule_of_length_sees_a_long_file(int lines, int violations) =>
        Assert.Equal(violations, SourceRules.Violations("src/Sidecar/A.cs", "namespace Sidecar;" + new string('\n', lines)).Count());

    [Fact]
    public void Instruction_sets_and_native_memory_are_banned_by_the_analyzer_but_in_two_rooms()
    {
        string banned = File.ReadAllText(Path.Combine(s_root, "src/Sidecar.Engine/BannedSymbols.txt"));
        Assert.All(["N:System.Runtime.Intrinsics;", "InteropServices.NativeMemory;", "CompilerServices.Unsafe;"], symbol => Assert.Contains(symbol, banned, StringComparison.Ordinal));
        string[] exceptions = File.ReadAllLines(Path.Combine(s_root, ".editorconfig")).Where(line => line.Contains("RS0030", StringComparison.Ordinal)).ToArray();
        Assert.Single(exceptions);
    }

    // Not Assert.Empty: it cuts what it prints, and a violation is there to be read.
    private static void AssertNone(IEnumerable<string> violations)
    {
        string found = string.Join('\n', violations);
        Assert.True(found.Length == 0, found);
    }

    internal static string Root()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Sidecar.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException($"no Sidecar.sln above {AppContext.BaseDirectory}");
    }
}
