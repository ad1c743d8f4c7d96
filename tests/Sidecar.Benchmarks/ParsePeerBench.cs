using System.Globalization;

namespace Sidecar.Benchmarks;

/// <summary>
/// The parser, compiled ahead of time for each kind of processor, beside simdjson's On-Demand compiled for this one: 22 fields
/// out of one file in memory, one thread each, in turn, sums compared. The time is the processor's, so that other programs on
/// the machine take less part in it. Instructions per record too, where valgrind is: they don't change at all with its load.
/// </summary>
internal static class ParsePeerBench
{
    private const int InstructionRecords = 10_000;
    private const int CountedRounds = 15;

    public static void Run(Table table, byte[] eve)
    {
        string folder = Directory.CreateTempSubdirectory("eve-sidecar-bench-").FullName;
        try
        {
            string peer = Path.Combine(folder, "simdjson");
            if (!TryCompile(peer, "native"))
            {
                table.Add("parse, 22 fields of each record", "not run", "simdjson: needs g++ and libsimdjson-dev", "");
                return;
            }

            foreach ((string name, string instructions) in NativeBuild.OfMachine())
                Compare(table, eve, folder, peer, instructions, name);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Compare(Table table, byte[] eve, string folder, string peer, string instructions, string name)
    {
        string ours = NativeBuild.Publish(folder, instructions, name);
        string file = Path.Combine(folder, "eve.ndjson");
        File.WriteAllBytes(file, eve);
        using PeerProcess our = new(ours, "parse", file);
        using PeerProcess their = new(peer, file);
        (double ourSeconds, double theirSeconds) = Median(our, their);
        if (our.Result != their.Result)
            throw new InvalidOperationException($"the parsers read different things: {our.Result}, {their.Result}");

        long records = eve.AsSpan().Count((byte)'\n');
        table.Add($"parse, 22 fields of each record, {name} build", ParseBench.Rate(eve, records, ourSeconds), $"simdjson On-Demand, g++ -march=native: {ParseBench.Rate(eve, records, theirSeconds)}", $"{theirSeconds / ourSeconds:0.00}");
        // valgrind knows AVX2 but not AVX-512.
        string counted = Path.Combine(folder, "simdjson-v3");
        if (name == "v3" && TryCompile(counted, "x86-64-v3") && Instructions(folder, ours, "parse") is { } ourCount && Instructions(folder, counted) is { } theirCount)
            table.Add("parse, the same, instructions a record with AVX2", $"{ourCount:0}", $"simdjson: {theirCount:0}", $"{theirCount / ourCount:0.00}");
    }

    private static (double Ours, double Theirs) Median(PeerProcess our, PeerProcess their)
    {
        // The first round warms up.
        our.Round();
        their.Round();
        double[] ours = new double[CountedRounds];
        double[] theirs = new double[CountedRounds];
        for (int round = 0; round < CountedRounds; round++)
            (ours[round], theirs[round]) = (our.Round(), their.Round());
        return (ours.Order().ElementAt(CountedRounds / 2), theirs.Order().ElementAt(CountedRounds / 2));
    }

    private static bool TryCompile(string program, string architecture)
    {
        string source = Path.Combine(BinaryBench.Root(), "tests", "Sidecar.Benchmarks", "peers", "simdjson", "parse.cpp");
        return NativeBuild.TryExecute("g++", ["-O3", $"-march={architecture}", "-o", program, source, "-lsimdjson"]);
    }

    /// <summary>What three rounds take more than one does, by callgrind; null without valgrind.</summary>
    private static double? Instructions(string folder, string program, params string[] arguments)
    {
        string file = Path.Combine(folder, "few.ndjson");
        File.WriteAllBytes(file, EveMix.Make(InstructionRecords, EveMix.PerSecond));
        long[] counts = new long[2];
        for (int i = 0; i < counts.Length; i++)
        {
            string profile = Path.Combine(folder, "callgrind");
            string input = string.Concat(Enumerable.Repeat("\n", (2 * i) + 1));
            if (!NativeBuild.TryExecute("valgrind", ["--tool=callgrind", $"--callgrind-out-file={profile}", program, .. arguments, file], input))
                return null;
            string totals = File.ReadLines(profile).First(line => line.StartsWith("totals:", StringComparison.Ordinal));
            counts[i] = long.Parse(totals.Split(' ')[1], CultureInfo.InvariantCulture);
        }

        return (counts[1] - counts[0]) / 2.0 / InstructionRecords;
    }
}
