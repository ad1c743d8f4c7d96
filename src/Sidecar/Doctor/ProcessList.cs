using System.Globalization;

namespace Sidecar.Doctor;

/// <summary>The running processes, out of <c>/proc</c>. One that ends while it is looked at is left out.</summary>
internal sealed class ProcessList(string proc)
{
    /// <summary>Those with a name, as the kernel keeps it.</summary>
    public IEnumerable<int> Named(string name)
    {
        if (!Directory.Exists(proc))
        {
            return [];
        }

        return Directory.GetDirectories(proc)
            .Select(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int process) ? process : 0)
            .Where(process => process > 0 && TextOf(process, "comm").TrimEnd('\n') == name)
            .Order();
    }

    public IReadOnlyList<string> ArgumentsOf(int process) => TextOf(process, "cmdline").TrimEnd('\0').Split('\0');

    /// <summary>The file of its program, as the kernel names it; nothing when it may not be known.</summary>
    public string? ProgramOf(int process) => TargetOf(process, "exe");

    /// <summary>Its working folder, from which its arguments are meant.</summary>
    public string FolderOf(int process) => TargetOf(process, "cwd") ?? "/";

    /// <summary>As whom it runs: the effective user and group, and the further groups.</summary>
    public Account? AccountOf(int process, AccountFiles names)
    {
        string[] lines = TextOf(process, "status").Split('\n');
        long[] user = Numbers(lines, "Uid:");
        long[] group = Numbers(lines, "Gid:");
        return user.Length < 2 || group.Length < 2
            ? null
            : new Account(names.NameOfUser(user[1]), names.NameOfGroup(group[1]), user[1], [group[1], .. Numbers(lines, "Groups:")]);
    }

    private static long[] Numbers(string[] lines, string word) =>
        [.. (lines.FirstOrDefault(line => line.StartsWith(word, StringComparison.Ordinal)) ?? word)[word.Length..]
            .Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)
            .Select(number => long.Parse(number, CultureInfo.InvariantCulture))];

    private string TextOf(int process, string file)
    {
        try
        {
            return File.ReadAllText(Path.Combine(proc, process.ToString(CultureInfo.InvariantCulture), file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private string? TargetOf(int process, string link)
    {
        try
        {
            return File.ResolveLinkTarget(Path.Combine(proc, process.ToString(CultureInfo.InvariantCulture), link), returnFinalTarget: false)?.FullName;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
