using System.Runtime.InteropServices;

namespace Sidecar.Engine.Profiles;

/// <summary>
/// The second half of the offline join: pairs each transaction with its flow records and groups the pairs by key.
/// A transaction that finds no flow record leaves no trace, in distinct counts neither. Pure function.
/// </summary>
internal static class PlaybookProfiles
{
    /// <summary>Counts flows and pairs; the counts that only the collector knows are its own to fill in.</summary>
    public static PlaybookTable Build(List<PlaybookTransaction> rows, PlaybookFlows flows, PlaybookKeys keys)
    {
        var totals = new PlaybookFlows.Sums[keys.Count];
        long joined = 0;
        foreach (ref readonly PlaybookTransaction row in CollectionsMarshal.AsSpan(rows))
        {
            PlaybookFlows.Sums pairs = flows.Of(row.FlowId);
            joined += pairs.Rows;
            if (row.Key != PlaybookTransaction.NoKey)
                totals[row.Key].Add(pairs);
        }

        int[] order = JoinedKeysInByteOrder(totals, keys);
        double[][] columns = Columns(order, rows, flows, totals);
        var table = new FeatureTable([.. order.Select(key => keys[key])], PlaybookFeatures.Names, columns);
        return new PlaybookTable(table, Transactions: rows.Count, Flows: flows.Count, Joined: joined, Rejected: 0);
    }

    private static int[] JoinedKeysInByteOrder(PlaybookFlows.Sums[] totals, PlaybookKeys keys)
    {
        int[] joined = [.. Enumerable.Range(0, totals.Length).Where(key => totals[key].Rows > 0)];
        Array.Sort(joined, (left, right) => keys[left].AsSpan().SequenceCompareTo(keys[right]));
        return joined;
    }

    private static double[][] Columns(
        int[] order, List<PlaybookTransaction> rows, PlaybookFlows flows, PlaybookFlows.Sums[] totals)
    {
        var columns = new double[PlaybookFeatures.Names.Count][];
        for (int value = 0; value < PlaybookTransaction.ValueCount; value++)
        {
            long[] counts = CountDistinct(value, rows, flows, totals.Length);
            columns[value] = [.. order.Select(key => (double)counts[key])];
        }

        for (int counter = 0; counter < PlaybookFlows.CounterCount; counter++)
            columns[PlaybookTransaction.ValueCount + counter] =
                [.. order.Select(key => (double)totals[key].Totals[counter])];
        return columns;
    }

    private static long[] CountDistinct(int value, List<PlaybookTransaction> rows, PlaybookFlows flows, int keyCount)
    {
        var counts = new long[keyCount];
        var seen = new HashSet<(int Key, ulong Hash)>();
        foreach (ref readonly PlaybookTransaction row in CollectionsMarshal.AsSpan(rows))
            if (row.Key != PlaybookTransaction.NoKey && row.Has(value) && flows.Of(row.FlowId).Rows > 0
                && seen.Add((row.Key, row.Hashes[value])))
                counts[row.Key]++;
        return counts;
    }
}
