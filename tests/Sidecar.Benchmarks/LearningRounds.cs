using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Sidecar.Engine.Kernels;
using Sidecar.Engine.Learning;
using Sidecar.Engine.Profiles;

namespace Sidecar.Benchmarks;

/// <summary>
/// Our side of the learning benchmark, for each line on stdin one piece of work over a file of float columns, as
/// <c>peers/learning_rounds.py</c> does it: so many iterations or "reduce", on one thread, in processor seconds; and what it
/// has no like of: "tick", a whole learning round on two threads, in seconds by the clock.
/// </summary>
internal sealed class LearningRounds
{
    private readonly FloatColumns _points;
    private readonly FeatureTable _table;
    private readonly int _k;
    private ClusterMemory? _memory;

    private LearningRounds(string path, int columns, int k)
    {
        _k = k;
        float[] values = [.. MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(path))];
        int keys = values.Length / columns;
        _points = new FloatColumns(columns, keys);
        double[][] doubles = new double[columns][];
        for (int column = 0; column < columns; column++)
        {
            values.AsSpan(column * keys, keys).CopyTo(_points.Writable(column));
            doubles[column] = [.. values.AsSpan(column * keys, keys).ToArray().Select(value => (double)value)];
        }

        _table = new FeatureTable(
            [.. Enumerable.Range(0, keys).Select(key => Encoding.ASCII.GetBytes($"{key:00000000}"))], [.. Enumerable.Range(0, columns).Select(i => $"f{i}")], doubles);
    }

    public static int Run(string path, int columns, int k)
    {
        LearningRounds rounds = new(path, columns, k);
        Console.Error.WriteLine($"eve-sidecar, kernel {JsonKernels.Name(BlockKernels.Chosen.Kernel)}");
        while (Console.ReadLine() is string line)
        {
            long clock = Stopwatch.GetTimestamp();
            TimeSpan start = Environment.CpuUsage.TotalTime;
            double result = rounds.Work(line);
            double seconds = line == "tick" ? Stopwatch.GetElapsedTime(clock).TotalSeconds : (Environment.CpuUsage.TotalTime - start).TotalSeconds;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{seconds:F6} {result}"));
        }

        return 0;
    }

    private double Work(string line)
    {
        switch (line)
        {
            case "reduce":
                BlockComponents.Fit(_table, wanted: 3, BlockKernels.Chosen, threads: 1);
                return 0;
            case "tick":
                TickClusters tick = TickStep.Run(_table, new LearningOptions { Starts = 10, Clusters = _k, Threads = 2 }, _memory);
                _memory = tick.Memory;
                return tick.Inertia;
            default:
                return Iterate(int.Parse(line, CultureInfo.InvariantCulture));
        }
    }

    private double Iterate(int iterations)
    {
        BlockLloyd lloyd = new(new WeightedPoints(_points), _k, BlockKernels.Chosen, threads: 1);
        for (int i = 0; i < lloyd.Centroids.Length; i++)
            lloyd.Centroids[i] = _points[i % _points.Count][i / _points.Count];
        lloyd.Converge(iterations, tolerance: -1);
        return lloyd.Inertia(new int[_points.KeyCount]);
    }
}
