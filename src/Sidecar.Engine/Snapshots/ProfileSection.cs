using System.Diagnostics.CodeAnalysis;
using Sidecar.Engine.Profiles;

namespace Sidecar.Engine.Snapshots;

/// <summary>
/// Profiles of one pane of one view as a section: the names of what is counted, then one profile behind the other. A
/// large pane is cut into several sections, so that no piece is large.
/// </summary>
internal static class ProfileSection
{
    public const string Name = "profiles";
    private const int Version = 1;

    public static StateSection Of(StateWriter writer) => writer.Section(Name, Version);

    /// <summary>What stands before the first profile.</summary>
    /// <param name="dropped">Zero in all sections of a pane but the first: they are added up.</param>
    public static void Begin(StateWriter writer, string view, IReadOnlyList<string> distinct, IReadOnlyList<string> totals, long paneMicroseconds, long pane, DroppedTotals dropped)
    {
        writer.Text(view);
        writer.Texts(distinct);
        writer.Texts(totals);
        writer.Int64(paneMicroseconds);
        writer.Int64(pane);
        writer.Int64(dropped.Records);
        writer.Int64(dropped.Flows);
        writer.Real(dropped.Bytes);
    }

    public static void Append(StateWriter writer, byte[] key, in KeyAddresses latest, ref KeyProfile profile)
    {
        writer.Bytes(key);
        Address(writer, latest.Source);
        Address(writer, latest.Destination);
        foreach (double sum in profile.Totals)
        {
            writer.Real(sum);
        }

        writer.Int64(profile.Alerts);
        writer.Flag(profile.Alerted);
        writer.Byte((byte)profile.FlowIds.Length);
        foreach (long flowId in profile.FlowIds)
        {
            writer.Int64(flowId);
        }

        foreach (ref readonly DistinctCounter counter in profile.Distinct)
        {
            Counter(writer, in counter);
        }
    }

    /// <returns>False when it is another section, or not what was encoded. The window has one pane.</returns>
    public static bool TryDecode(StateSection section, [NotNullWhen(true)] out WindowState? window)
    {
        window = null;
        if (section is not { Name: Name, Version: Version })
        {
            return false;
        }

        StateReader reader = new(section.Content.Span);
        string view = reader.Text();
        string[] distinct = reader.Texts();
        string[] totals = reader.Texts();
        long paneMicroseconds = reader.Int64();
        long pane = reader.Int64();
        DroppedTotals dropped = new(reader.Int64(), reader.Int64(), reader.Real());
        List<ProfileState> profiles = [];
        while (reader.IsGood && !reader.IsGoodToTheEnd)
        {
            profiles.Add(Profile(ref reader, distinct.Length, totals.Length));
        }

        bool isGood = reader.IsGoodToTheEnd && paneMicroseconds > 0 && dropped is { Records: >= 0, Flows: >= 0, Bytes: >= 0 } && pane > -(long.MaxValue / paneMicroseconds) && pane < long.MaxValue / paneMicroseconds;
        window = isGood ? new WindowState(view, distinct, totals, paneMicroseconds, [new PaneState(pane, dropped, profiles)]) : null;
        return isGood;
    }

    private static ProfileState Profile(ref StateReader reader, int distinct, int totals)
    {
        byte[] key = reader.Bytes();
        byte[] source = reader.Bytes();
        byte[] destination = reader.Bytes();
        double[] sums = new double[totals];
        foreach (ref double sum in sums.AsSpan())
        {
            sum = reader.Real();
        }

        long alerts = reader.Int64();
        bool alerted = reader.Flag();
        long[] flowIds = new long[reader.Byte()];
        foreach (ref long flowId in flowIds.AsSpan())
        {
            flowId = reader.Int64();
        }

        DistinctState[] counters = new DistinctState[distinct];
        foreach (ref DistinctState counter in counters.AsSpan())
        {
            counter = Counter(ref reader);
        }

        return new ProfileState(key, source, destination, sums, alerts, alerted, flowIds, counters);
    }

    private static void Counter(StateWriter writer, in DistinctCounter counter)
    {
        writer.Flag(counter.IsExact);
        if (!counter.IsExact)
        {
            writer.Bytes(counter.Registers);
            return;
        }

        writer.Int32((int)counter.Count);
        foreach (ulong hash in counter.Exact)
        {
            if (hash != 0)
            {
                writer.UInt64(hash);
            }
        }
    }

    private static DistinctState Counter(ref StateReader reader)
    {
        if (!reader.Flag())
        {
            byte[] registers = reader.Bytes();
            reader.Refuse(registers.Length != HyperLogLog.Registers);
            return new DistinctState([], registers);
        }

        ulong[] exact = new ulong[reader.Count(sizeof(ulong))];
        reader.Refuse(exact.Length > DistinctCounter.ExactLimit);
        foreach (ref ulong hash in exact.AsSpan())
        {
            hash = reader.UInt64();
        }

        return new DistinctState(exact, []);
    }

    internal static void Address(StateWriter writer, in AddressText address)
    {
        Span<byte> text = stackalloc byte[address.Length];
        address.CopyTo(text);
        writer.Bytes(text);
    }
}
