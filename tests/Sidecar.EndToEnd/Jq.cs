using Xunit;

namespace Sidecar.EndToEnd;

/// <summary>
/// The jq that is installed, 1.6 or newer: what select prints is compared with what it prints. Without it the test fails:
/// one that is left out says nothing.
/// </summary>
internal static class Jq
{
    /// <summary>What jq prints for the program over the input; fails the test unless jq was content.</summary>
    public static byte[] Run(string program, byte[] input, params string[] options)
    {
        bool found = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "jq")));
        if (!found)
            Assert.Fail("not run: jq is missing; `make test` installs it on Debian and Ubuntu");
        Finished finished = SidecarProcess.RunProgram("jq", [.. options, program], input);
        Assert.True(finished.ExitCode == 0, finished.Talk);
        return finished.Output;
    }

    /// <summary>The line that select prints for the fields: where @tsv fails, at an object or array, its JSON.</summary>
    public static string Tsv(IEnumerable<string> fields) =>
        $"[{string.Join(',', fields.Select(Field))}]|map(if type==\"object\" or type==\"array\" then tojson else . end)|@tsv";

    /// <summary>The object that select prints for the fields.</summary>
    public static string Json(IEnumerable<string> fields) => $"{{{string.Join(',', fields.Select(field => $"\"{field}\":{Field(field)}"))}}}";

    /// <summary>A path of ours in jq's words: null where jq would fail because something on the way is no object.</summary>
    public static string Field(string path) => $"(try .{string.Join('.', path.Split('.').Select(Step))} catch null)";

    private static string Step(string step) => step.EndsWith("[]", StringComparison.Ordinal) ? $"\"{step[..^2]}\"[0]" : $"\"{step}\"";
}
