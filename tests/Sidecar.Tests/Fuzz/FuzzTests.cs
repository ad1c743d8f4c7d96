using Sidecar.Fuzz;
using Sidecar.Tests.House;
using Xunit;

namespace Sidecar.Tests.Fuzz;

/// <summary>The corpus of the fuzzer holds, and the fuzzer finds what is wrong.</summary>
public sealed class FuzzTests : IDisposable
{
    private static readonly string s_corpus = Path.Combine(HouseTests.Root(), "tests/fixtures/fuzz");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_input_of_the_corpus_is_read_right()
    {
        string[] files = Directory.GetFiles(s_corpus);
        Assert.NotEmpty(files);
        StreamCheck check = StreamCheck.Default();
        foreach (string file in files)
            for (int seed = 0; seed < 20; seed++)
            {
                List<FuzzLine> lines = [];
                string? failure = check.Failure(File.ReadAllBytes(file), new Random(seed), lines);
                Assert.True(failure is null, $"{file}: {failure}");
                Assert.NotEmpty(lines);
            }
    }

    [Fact]
    public void A_short_run_finds_nothing_and_keeps_lines_of_new_kinds_once()
    {
        FuzzRun run = new(seed: 5, Corpus.Load(_folder.PathOf("")), StreamCheck.Default().Failure);
        Assert.True(run.Run(TimeSpan.FromMinutes(1), cases: 1000, _ => { }), run.Failure);
        Assert.Equal(1000, run.Cases);
        Assert.True(run.Records > run.Cases);
        string[] found = Directory.GetFiles(_folder.PathOf(""), "found-*");
        Assert.InRange(found.Length, 20, 250);

        Corpus second = Corpus.Load(_folder.PathOf(""));
        Assert.Equal(found.Length, second.Count);
        Assert.True(new FuzzRun(seed: 5, second, StreamCheck.Default().Failure).Run(TimeSpan.FromMinutes(1), cases: 300, _ => { }));
        Assert.InRange(second.Found, 0, 20);
    }

    [Fact]
    public void A_wrong_reader_is_found_and_the_input_is_handed_out()
    {
        static string? Wrong(byte[] input, Random random, List<FuzzLine> lines) =>
            input.AsSpan().IndexOf("\\ud83d\\"u8) >= 0 ? "a surrogate is misread" : null;

        FuzzRun run = new(seed: 1, Corpus.Load(CopyOfCorpus()), Wrong);
        Assert.False(run.Run(TimeSpan.FromMinutes(1), cases: 100_000, _ => { }));
        Assert.Equal("a surrogate is misread", run.Failure);
        Assert.True(run.FailingInput.AsSpan().IndexOf("\\ud83d\\"u8) >= 0);
    }

    [Fact]
    public void A_reader_that_throws_is_found()
    {
        FuzzRun run = new(seed: 1, Corpus.Load(_folder.PathOf("")), (_, _, _) => throw new InvalidOperationException("boom"));
        Assert.False(run.Run(TimeSpan.FromMinutes(1), cases: 10, _ => { }));
        Assert.Contains("boom", run.Failure, StringComparison.Ordinal);
    }

    /// <summary>The corpus, in a folder that the run may write to.</summary>
    private string CopyOfCorpus()
    {
        foreach (string file in Directory.GetFiles(s_corpus))
            File.Copy(file, Path.Combine(_folder.PathOf(""), Path.GetFileName(file)));
        return _folder.PathOf("");
    }
}
