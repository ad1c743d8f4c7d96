using System.Globalization;
using System.Runtime.InteropServices;

namespace Sidecar.Benchmarks;

/// <summary>
/// The parts of a tick over a million keys, compiled ahead of time for each kind of processor, beside scikit-learn: the same
/// floats, the same first centroids, as many iterations, one thread each, in turn. What one iteration takes is the
/// difference between many and few, so that neither's preparation counts.
/// </summary>
internal static class LearningPeerBench
{
    private const int Keys = 1_000_000;
    private const int Clusters = 5;
    private const int Few = 3;
    private const int Many = 13;
    private const int CountedRounds = 5;

    public static void Run(Table table)
    {
        string folder = Directory.CreateTempSubdirectory("eve-sidecar-bench-").FullName;
        try
        {
            string script = Path.Combine(BinaryBench.Root(), "tests/Sidecar.Benchmarks/peers/learning_rounds.py");
            bool hasPeer = NativeBuild.TryExecute("/usr/bin/python3", ["-c", "import sklearn"]);
            foreach ((string name, string instructions) in NativeBuild.OfMachine())
            {
                string program = NativeBuild.Publish(folder, instructions, name);
                foreach (int columns in (int[])[3, 9])
                {
                    string file = Path.Combine(folder, $"{columns}.f32");
                    if (!File.Exists(file))
                        File.WriteAllBytes(file, MemoryMarshal.AsBytes<float>(Make(columns)));
                    Compare(table, name, columns, new PeerProcess(program, "learn", file, $"{columns}", $"{Clusters}"), hasPeer ? new PeerProcess("/usr/bin/python3", script, file, $"{columns}", $"{Clusters}") : null);
                }
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Compare(Table table, string name, int columns, PeerProcess ours, PeerProcess? theirs)
    {
        using PeerProcess our = ours;
        using PeerProcess? their = theirs;
        (double ourFew, double? theirFew) = Median(our, their, $"{Few}");
        (double ourMany, double? theirMany) = Median(our, their, $"{Many}");
        double inertia = double.Parse(our.Result, CultureInfo.InvariantCulture);
        double? ratio = their is null ? null : double.Parse(their.Result, CultureInfo.InvariantCulture) / inertia;
        if (ratio is < 0.9999 or > 1.0001)
            throw new InvalidOperationException($"scikit-learn's inertia is {ratio} of ours after {Many} iterations");
        Add(table, $"k-means, an iteration over {Keys:N0} keys x {columns}, k={Clusters}, {name} build", (ourMany - ourFew) / (Many - Few), (theirMany - theirFew) / (Many - Few), $", inertia {ratio:0.000000} of ours");
        if (columns == 3)
            return;

        (double ourReduce, double? theirReduce) = Median(our, their, "reduce");
        Add(table, $"scale and reduce {Keys:N0} keys x {columns} to 3 components, {name} build", ourReduce, theirReduce, "");
        double tick = Median(our, null, "tick").Ours;
        table.Add($"a whole tick over {Keys:N0} keys x {columns}, 10 starts and the last tick's, 2 threads, {name} build", $"{tick * 1e3:0} ms", "", "");
    }

    private static void Add(Table table, string what, double ours, double? theirs, string remark) => table.Add(
        what, $"{ours * 1e3:0.0} ms", theirs is null ? "scikit-learn: not measured, python3-sklearn is missing" : $"scikit-learn, one thread: {theirs * 1e3:0.0} ms{remark}", theirs is null ? "" : $"{theirs / ours:0.0}");

    private static (double Ours, double? Theirs) Median(PeerProcess our, PeerProcess? their, string work)
    {
        // The first round warms up.
        our.Round(work);
        their?.Round(work);
        double[] ours = new double[CountedRounds];
        double?[] theirs = new double?[CountedRounds];
        for (int round = 0; round < CountedRounds; round++)
            (ours[round], theirs[round]) = (our.Round(work), their?.Round(work));
        return (ours.Order().ElementAt(CountedRounds / 2), theirs.Order().ElementAt(CountedRounds / 2));
    }

    /// <summary>Column by column: groups that run into each other, so that the iterations have something to do to the end.</summary>
    private static float[] Make(int columns)
    {
        Random random = new(columns);
        float[] values = new float[Keys * columns];
        for (int i = 0; i < values.Length; i++)
            values[i] = (float)((random.NextDouble() * random.NextDouble()) + (((i % Keys) + (i / Keys)) % Clusters * 0.05));
        return values;
    }
}
