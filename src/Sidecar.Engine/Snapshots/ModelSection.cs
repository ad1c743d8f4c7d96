using System.Diagnostics.CodeAnalysis;
using Sidecar.Engine.Learning;
using Sidecar.Engine.Verdicts;

namespace Sidecar.Engine.Snapshots;

/// <summary>The models of one view as a section.</summary>
internal static class ModelSection
{
    public const string Name = "models";
    private const int Version = 1;
    private const int SmallestMemory = 2 * sizeof(int);
    private const int SmallestModel = (5 * sizeof(int)) + (2 * sizeof(long));

    public static StateSection Encode(ModelState state)
    {
        StateWriter writer = new();
        writer.Text(state.View);
        writer.Int32(state.Memory.Count);
        foreach (ClusterMemory memory in state.Memory)
        {
            writer.Int32(memory.Centroids.Count);
            foreach (IReadOnlyList<double> centroid in memory.Centroids)
            {
                Reals(writer, centroid);
            }

            writer.Int32(memory.Numbers.Count);
            foreach (int number in memory.Numbers)
            {
                writer.Int32(number);
            }
        }

        writer.Int32(state.Models.Count);
        foreach (TickModel model in state.Models)
        {
            writer.Int32(model.Tick);
            writer.Int32(model.Round);
            writer.Int32(model.K);
            writer.Int32(model.Components);
            writer.UInt64(model.Seed);
            writer.Real(model.Inertia);
            Reals(writer, model.Explained);
        }

        return new StateSection(Name, Version, writer.Written);
    }

    public static bool TryDecode(StateSection section, [NotNullWhen(true)] out ModelState? state)
    {
        state = null;
        if (section is not { Name: Name, Version: Version })
        {
            return false;
        }

        StateReader reader = new(section.Content.Span);
        string view = reader.Text();
        ClusterMemory[] memory = new ClusterMemory[reader.Count(SmallestMemory)];
        for (int round = 0; round < memory.Length; round++)
        {
            memory[round] = Memory(ref reader);
        }

        TickModel[] models = new TickModel[reader.Count(SmallestModel)];
        for (int round = 0; round < models.Length; round++)
        {
            models[round] = new TickModel(reader.Int32(), reader.Int32(), reader.Int32(), reader.Int32(), reader.UInt64(), reader.Real(), Reals(ref reader));
            reader.Refuse(models[round] is not { Tick: > 0, Round: > 0, K: >= 0, Components: >= 0, Inertia: >= 0 });
        }

        state = reader.IsGoodToTheEnd ? new ModelState(view, memory, models) : null;
        return state is not null;
    }

    private static ClusterMemory Memory(ref StateReader reader)
    {
        double[][] centroids = new double[reader.Count(sizeof(int))][];
        foreach (ref double[] centroid in centroids.AsSpan())
        {
            centroid = Reals(ref reader);
        }

        int[] numbers = new int[reader.Count(sizeof(int))];
        foreach (ref int number in numbers.AsSpan())
        {
            number = reader.Int32();
            reader.Refuse(number < 0);
        }

        reader.Refuse(numbers.Length != centroids.Length);
        return new ClusterMemory(centroids, numbers);
    }

    private static void Reals(StateWriter writer, IReadOnlyList<double> values)
    {
        writer.Int32(values.Count);
        foreach (double value in values)
        {
            writer.Real(value);
        }
    }

    private static double[] Reals(ref StateReader reader)
    {
        double[] values = new double[reader.Count(sizeof(double))];
        foreach (ref double value in values.AsSpan())
        {
            value = reader.Real();
        }

        return values;
    }
}
