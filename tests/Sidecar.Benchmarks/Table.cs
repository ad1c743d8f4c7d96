using System.Globalization;
using System.Text;

namespace Sidecar.Benchmarks;

/// <summary>The figures of one run, printed as they come and written to Results/ as Markdown.</summary>
internal sealed class Table
{
    private readonly StringBuilder _rows = new();
    private readonly StringBuilder _behind = new();

    public void Add(string what, string figure, string peer, string ratio)
    {
        Console.WriteLine($"{what}: {figure}; {peer}; {ratio}");
        _rows.Append(CultureInfo.InvariantCulture, $"| {what} | {figure} | {peer} | {ratio} |\n");
    }

    /// <summary>Markdown that stands behind the table.</summary>
    public void AddBehind(string markdown) => _behind.Append(markdown);

    public void Write(string folder)
    {
        string cpu = File.ReadLines("/proc/cpuinfo").First(line => line.StartsWith("model name", StringComparison.Ordinal)).Split(':')[1].Trim();
        string flags = File.ReadLines("/proc/cpuinfo").First(line => line.StartsWith("flags", StringComparison.Ordinal));
        string vectors = flags.Contains("avx512bw", StringComparison.Ordinal) ? "AVX-512" : flags.Contains("avx2", StringComparison.Ordinal) ? "AVX2" : "SSE";
        string name = string.Concat(cpu.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')).Trim('-');
        string text = $"""
            # {cpu}, {vectors}, {Environment.ProcessorCount} processors

            `make bench`, .NET {Environment.Version}, medians of five rounds in which all competitors take turns. Compare the ratios: the
            absolute figures are those of a shared machine.

            | what | ours | peer | ratio |
            |---|---|---|---|
            {_rows}
            {_behind}
            """;
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, $"{name}-{vectors.ToLowerInvariant()}.md"), text.ReplaceLineEndings("\n").TrimEnd() + "\n");
    }
}
