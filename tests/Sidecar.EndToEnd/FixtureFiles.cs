namespace Sidecar.EndToEnd;

/// <summary>Finds the project's own pcaps, truths and goldens from wherever the tests were built to.</summary>
internal static class FixtureFiles
{
    public static string Root { get; } = RepositoryRoot();

    private static readonly string Folder = Path.Combine(Root, "tests", "fixtures");

    public static string PathOf(params string[] parts) => Path.Combine([Folder, .. parts]);

    private static string RepositoryRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Sidecar.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException($"no Sidecar.sln above {AppContext.BaseDirectory}");
    }
}
