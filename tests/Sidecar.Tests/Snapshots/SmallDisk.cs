using System.Diagnostics;
using Xunit;

namespace Sidecar.Tests.Snapshots;

/// <summary>A file system of its own of a few pages, which is soon full. Only root may mount one.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public SmallDisk()
    {
        Path = _folder.PathOf("disk");
        Directory.CreateDirectory(Path);
        Assert.True(Run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", Path), "a root that may not mount");
    }

    public string Path { get; }

    public void Dispose()
    {
        Run("umount", Path);
        _folder.Dispose();
    }

    /// <summary>Whether this machine lets us; a container's root may be no real one.</summary>
    public static bool IsPossible()
    {
        if (!Environment.IsPrivilegedProcess)
            return false;
        using TemporaryFolder folder = new();
        string path = folder.PathOf("");
        return Run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", path) && Run("umount", path);
    }

    private static bool Run(string command, params string[] arguments)
    {
        using Process process = Process.Start(command, arguments);
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}

/// <summary>A fact that needs a <see cref="SmallDisk"/>; reported as not run where none can be mounted.</summary>
internal sealed class SmallDiskFactAttribute : FactAttribute
{
    private static readonly bool s_isPossible = SmallDisk.IsPossible();

    public SmallDiskFactAttribute() => Skip = s_isPossible ? null : "only root can mount a small disk";
}
