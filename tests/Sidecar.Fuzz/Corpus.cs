using System.Globalization;

namespace Sidecar.Fuzz;

/// <summary>
/// Inputs that the run starts from and mutates: the files of a folder, and lines that were found of a new kind, which
/// become files there too while the folder is small.
/// </summary>
internal sealed class Corpus
{
    private const int MaxFiles = 250;

    /// <summary>A long line says no more than a short one of its kind, and makes every later case slow.</summary>
    private const int LongestLineBytes = 600;

    /// <summary>Of the files that a run made; behind it stands the trait, which is not kept twice.</summary>
    private const string FoundPrefix = "found-";

    private readonly string _folder;
    private readonly List<byte[]> _inputs = [];
    private readonly HashSet<int> _traits = [];
    private int _files;

    private Corpus(string folder) => _folder = folder;

    public int Count => _inputs.Count;

    public int Found { get; private set; }

    /// <exception cref="IOException">The folder cannot be read.</exception>
    public static Corpus Load(string folder)
    {
        Corpus corpus = new(folder);
        foreach (string file in Directory.GetFiles(folder).Order(StringComparer.Ordinal))
        {
            corpus._inputs.Add(File.ReadAllBytes(file));
            corpus._files++;
            if (Path.GetFileName(file) is string name && name.StartsWith(FoundPrefix, StringComparison.Ordinal)
                && int.TryParse(name.AsSpan(FoundPrefix.Length), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out int trait))
            {
                corpus._traits.Add(trait);
            }
        }

        return corpus;
    }

    public ReadOnlySpan<byte> Pick(Random random) => _inputs.Count == 0 ? [] : _inputs[random.Next(_inputs.Count)];

    public void Offer(byte[] line, int trait)
    {
        if (line.Length is 0 or > LongestLineBytes || !_traits.Add(trait))
        {
            return;
        }

        _inputs.Add(line);
        Found++;
        if (_files < MaxFiles)
        {
            _files++;
            File.WriteAllBytes(Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"{FoundPrefix}{trait:x}")), line);
        }
    }
}
