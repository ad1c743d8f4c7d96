using Sidecar.Engine.Eve;
using Xunit;

namespace Sidecar.Tests.House;

/// <summary>The house is as it says: who knows whom, and where what may stand.</summary>
public sealed class HouseTests
{
    private static readonly string s_root = Root();

    [Fact]
    public void Rooms_know_only_the_rooms_before_them() =>
        Assert.Empty(Rooms.Violations(typeof(EveParser).Assembly, "Sidecar.Engine"));

    [Fact]
    public void There_are_no_rooms_that_nobody_planned() => Assert.Subset(
        new HashSet<string> { "", "Memory", "Kernels", "Ingest", "Eve", "Flows", "Profiles", "Learning", "Verdicts", "Outputs", "Snapshots" },
        Rooms.Of(typeof(EveParser).Assembly, "Sidecar.Engine").ToHashSet());

    [Fact]
    public void The_rule_of_rooms_sees_a_broken_house() => Assert.Equal(
        ["Eve.Parser -> Learning.Cluster", "Kernels.Distance -> Eve.Parser"],
        Rooms.Violations(typeof(HouseTests).Assembly, "Sidecar.Tests.House.Broken"));

    [Fact]
    public void Every_source_file_keeps_the_rules()
    {
        string[] files = Directory.GetFiles(Path.Combine(s_root, "src"), "*.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(s_root, file))
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal))
            .ToArray();
        Assert.NotEmpty(files);
        Assert.Empty(files.SelectMany(file => SourceRules.Violations(file, File.ReadAllText(Path.Combine(s_root, file)))));
    }

    [Theory]
    [InlineData("src/Sidecar.Engine/Flows/A.cs", "namespace Sidecar.Engine.Flows;\nunsafe struct S { }", "unsafe outside")]
    [InlineData("src/Sidecar.Engine/Eve/A.cs", "using System.Runtime.Intrinsics.X86;", "System.Runtime.Intrinsics outside")]
    [InlineData("src/Sidecar.Engine/Eve/A.cs", "namespace Sidecar.Engine.Flows;", "not Sidecar.Engine.Eve")]
    [InlineData("src/Sidecar.Engine/Eve/A.cs", "namespace Sidecar.Engine.Eve;\ninternal sealed class A;", "A says nothing of itself")]
    [InlineData("src/Sidecar.Engine/Helpers/A.cs", "", "a room called Helpers")]
    [InlineData("src/Sidecar.Engine/Eve/A.cs", "#region x", "#region")]
    [InlineData("src/Sidecar.Engine/Eve/A.cs", "// TO" + "DO later", "left to do")]
    public void The_rules_of_sources_see_a_broken_file(string path, string text, string violation) =>
        Assert.Contains(SourceRules.Violations(path, text), found => found.Contains(violation, StringComparison.Ordinal));

    [Fact]
    public void The_rule_of_length_sees_a_long_file() =>
        Assert.Single(SourceRules.Violations("src/Sidecar/A.cs", new string('\n', 400)));

    [Fact]
    public void Instruction_sets_and_native_memory_are_banned_by_the_analyzer_but_in_two_rooms()
    {
        string banned = File.ReadAllText(Path.Combine(s_root, "src/Sidecar.Engine/BannedSymbols.txt"));
        Assert.All(["N:System.Runtime.Intrinsics;", "InteropServices.NativeMemory;", "CompilerServices.Unsafe;"], symbol => Assert.Contains(symbol, banned, StringComparison.Ordinal));
        string[] exceptions = File.ReadAllLines(Path.Combine(s_root, ".editorconfig")).Where(line => line.Contains("RS0030", StringComparison.Ordinal)).ToArray();
        Assert.Single(exceptions);
    }

    internal static string Root()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Sidecar.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException($"no Sidecar.sln above {AppContext.BaseDirectory}");
    }
}
