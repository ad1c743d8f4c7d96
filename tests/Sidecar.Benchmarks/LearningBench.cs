using System.Diagnostics;
using System.Globalization;
using System.Text;
using Sidecar.Engine.Learning;
using Sidecar.Engine.Profiles;

namespace Sidecar.Benchmarks;

/// <summary>Scale, reduce and cluster once, ten starts, beside scikit-learn on the same table and as many starts.</summary>
internal static class LearningBench
{
    private const int Features = 9;
    private const int Starts = 10;

    public static void Run(Table table)
    {
        foreach (int keys in (int[])[1_000, 10_000, 100_000])
        {
            FeatureTable features = Make(keys);
            LearningOptions options = new() { Starts = Starts };
            double inertia = 0;
            double[] seconds = Rounds.Median(() => inertia = LearningStep.Run(features, options).Inertia);
            (string peer, string ratio) = Peer(features, seconds[0], inertia);
            table.Add($"scale, reduce, cluster {keys:N0} keys x {Features}, k=5, {Starts} starts", $"{seconds[0] * 1e3:0.0} ms", peer, ratio);
        }
    }

    private static FeatureTable Make(int keys)
    {
        Random random = new(7);
        double[][] columns = new double[Features][];
        for (int feature = 0; feature < Features; feature++)
            columns[feature] = [.. Enumerable.Range(0, keys).Select(key => Math.Exp(random.NextDouble() * (key % 5)) * (key % 97 == 0 ? 20 : 1))];
        return new FeatureTable([.. Enumerable.Range(0, keys).Select(key => Encoding.ASCII.GetBytes($"{key:00000000}"))], [.. Enumerable.Range(0, Features).Select(i => $"f{i}")], columns);
    }

    private static (string Peer, string Ratio) Peer(FeatureTable features, double ours, double inertia)
    {
        string input = Path.GetTempFileName();
        try
        {
            using (BinaryWriter writer = new(File.Create(input)))
            {
                for (int key = 0; key < features.Keys.Count; key++)
                    foreach (double[] column in features.Columns)
                        writer.Write(column[key]);
            }

            ProcessStartInfo start = new("/usr/bin/python3", [Path.Combine(BinaryBench.Root(), "tests/Sidecar.Benchmarks/peers/learning.py"), input, $"{Features}", $"{Starts}"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            start.Environment["OPENBLAS_NUM_THREADS"] = start.Environment["OMP_NUM_THREADS"] = "1";
            using Process process = Process.Start(start)!;
            string[] answer = process.StandardOutput.ReadToEnd().Split(' ');
            process.WaitForExit();
            if (process.ExitCode != 0)
                return ("scikit-learn: not measured, python3-sklearn is missing", "");
            double theirs = double.Parse(answer[0], CultureInfo.InvariantCulture);
            double theirInertia = double.Parse(answer[1], CultureInfo.InvariantCulture);
            return ($"scikit-learn, one thread: {theirs * 1e3:0.0} ms, inertia {theirInertia / inertia:0.0000} of ours", $"{theirs / ours:0.00}");
        }
        finally
        {
            File.Delete(input);
        }
    }
}
