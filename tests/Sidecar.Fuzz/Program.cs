using System.Globalization;
using System.Security.Cryptography;
using Sidecar.Fuzz;

// make fuzz: see the Makefile for the variables. Exit code 1: a failing input was found and written down.
Dictionary<string, string> given = args
    .Select(argument => argument.Split('=', 2))
    .Where(pair => pair.Length == 2 && pair[1].Length > 0)
    .ToDictionary(pair => pair[0], pair => pair[1]);
int seed = given.TryGetValue("seed", out string? text) ? Number(text) : RandomNumberGenerator.GetInt32(int.MaxValue);
int minutes = given.TryGetValue("minutes", out text) ? Number(text) : 10;
long cases = given.TryGetValue("cases", out text) ? Number(text) : long.MaxValue;
string failures = given.GetValueOrDefault("failures", "TestResults/fuzz");

Corpus corpus = Corpus.Load(given.GetValueOrDefault("corpus", "tests/fixtures/fuzz"));
Console.WriteLine($"seed {seed}, {corpus.Count} inputs to start from, {minutes} minutes or {(cases == long.MaxValue ? "any number of" : cases)} cases");
FuzzRun run = new(seed, corpus, StreamCheck.Default().Failure);
bool good = run.Run(TimeSpan.FromMinutes(minutes), cases, Console.WriteLine);
Console.WriteLine($"{run.Cases} cases, {run.Records} records, {corpus.Found} lines of a new kind added to the corpus");
if (!good)
{
    Directory.CreateDirectory(failures);
    string file = Path.Combine(failures, $"failure-{seed}-{run.Cases}");
    File.WriteAllBytes(file, run.FailingInput);
    Console.WriteLine($"FAILED: {run.Failure}\nthe input is {file}; put it into the corpus, whose test then fails until it is mended");
}

return good ? 0 : 1;

static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
