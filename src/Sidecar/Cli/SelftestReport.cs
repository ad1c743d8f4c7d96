using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Sidecar.Engine.Kernels;
using Sidecar.Engine.Selftest;

namespace Sidecar.Cli;

/// <summary>A file that was compared, and what came of it.</summary>
internal sealed record ComparedFile(string Name, ParserComparison Comparison);

/// <summary>What the self-test found, for a person or as JSON. Whatever a line of a file brought is cut and made harmless.</summary>
/// <param name="seed">Of the generated records.</param>
internal sealed class SelftestReport(int seed, ParserComparison generated, IReadOnlyList<ComparedFile> files)
{
    private const int LongestDifference = 200;

    public bool Agree => generated.DifferenceCount == 0 && files.All(file => file.Comparison.DifferenceCount == 0);

    public void WriteText(TextWriter output)
    {
        output.WriteLine($"build     {Version}, {Level(ProcessorLevel.OfBuild)}");
        output.WriteLine($"processor {Level(ProcessorLevel.OfMachine())}");
        output.WriteLine($"kernel    {JsonKernels.Name(JsonKernels.Chosen)} of scalar, {string.Join(", ", ParserComparison.Kernels.Select(JsonKernels.Name))}");
        WriteText(output, $"generated from seed {seed}", "seed", generated);
        foreach (ComparedFile file in files)
        {
            WriteText(output, Printable.Text(file.Name), "line", file.Comparison);
        }

        output.WriteLine(Agree ? "all agree" : "they differ: please report it, with the line or the seed");
    }

    public void WriteJson(Stream output)
    {
        using (Utf8JsonWriter json = new(output, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteString("version", Version);
            json.WriteString("build", Level(ProcessorLevel.OfBuild));
            json.WriteString("processor", Level(ProcessorLevel.OfMachine()));
            json.WriteString("kernel", JsonKernels.Name(JsonKernels.Chosen));
            json.WriteBoolean("agree", Agree);
            json.WriteNumber("seed", seed);
            json.WriteStartObject("generated");
            WriteJson(json, "seed", generated);
            json.WriteEndObject();
            json.WriteStartArray("files");
            foreach (ComparedFile file in files)
            {
                json.WriteStartObject();
                json.WriteString("file", file.Name);
                WriteJson(json, "line", file.Comparison);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.WriteByte((byte)'\n');
    }

    private static string Version => typeof(SelftestReport).Assembly.GetName().Version!.ToString(3);

    private static void WriteText(TextWriter output, string what, string numbered, ParserComparison comparison)
    {
        string alone = string.Join(", ", comparison.LinesReadBy.Select(pair => $"{N(pair.Value)} by {JsonKernels.Name(pair.Key)}"));
        string tooLong = comparison.TooLong > 0 ? $", {N(comparison.TooLong)} too long and left out" : "";
        output.WriteLine($"compared  {N(comparison.Lines)} lines, {N(comparison.Records)} of them records (read alone: {alone}){tooLong}; {N(comparison.DifferenceCount)} differ: {what}");
        foreach (ParserDifference difference in comparison.Differences)
        {
            output.WriteLine($"  {numbered} {N(difference.Line)}: {Harmless(difference.What)}");
        }

        if (comparison.DifferenceCount > comparison.Differences.Count)
        {
            output.WriteLine($"  and {N(comparison.DifferenceCount - comparison.Differences.Count)} more");
        }
    }

    private static void WriteJson(Utf8JsonWriter json, string numbered, ParserComparison comparison)
    {
        json.WriteNumber("lines", comparison.Lines);
        json.WriteNumber("records", comparison.Records);
        json.WriteNumber("too_long", comparison.TooLong);
        json.WriteStartObject("read_alone");
        foreach ((JsonKernel kernel, long lines) in comparison.LinesReadBy)
        {
            json.WriteNumber(JsonKernels.Name(kernel), lines);
        }

        json.WriteEndObject();
        json.WriteNumber("difference_count", comparison.DifferenceCount);
        json.WriteStartArray("differences");
        foreach (ParserDifference difference in comparison.Differences)
        {
            json.WriteStartObject();
            json.WriteNumber(numbered, difference.Line);
            json.WriteString("what", Harmless(difference.What));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string Harmless(string what) =>
        Printable.Text(what.Length <= LongestDifference ? what : what[..LongestDifference] + "...").Replace("\n", "\\n", StringComparison.Ordinal);

    private static string Level(int level) =>
        RuntimeInformation.ProcessArchitecture == Architecture.X64 ? $"x86-64-v{level}" : RuntimeInformation.ProcessArchitecture.ToString();

    private static string N(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
