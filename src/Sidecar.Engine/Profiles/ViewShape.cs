namespace Sidecar.Engine.Profiles;

/// <summary>
/// What a view asks of each of its transactions and of its profiles: how many values are counted, which numbers of the
/// record are summed, and what the columns of its features are made of. Immutable.
/// </summary>
internal sealed class ViewShape
{
    private const int None = -1;

    private readonly int[][] _sums;

    public ViewShape(View view)
    {
        View = view;
        Distinct = view.Distinct.Count;
        OwnSums = [.. view.Sums.Where(name => !FlowSums.Columns.ContainsKey(name))];
        Columns = FlowSums.Count + OwnSums.Count;
        Sources = IndexOf(view, "src_ip");
        Destinations = IndexOf(view, "dest_ip");
        int own = FlowSums.Count;
        _sums = [.. view.Sums.Select(name => FlowSums.Columns.GetValueOrDefault(name) ?? [own++])];
    }

    public View View { get; }

    /// <summary>Fields whose distinct values are counted.</summary>
    public int Distinct { get; }

    /// <summary>Paths of the numbers of the record itself that are summed.</summary>
    public IReadOnlyList<string> OwnSums { get; }

    /// <summary>Values of a transaction: a hash for each distinct field, then the own sums.</summary>
    public int Values => Distinct + OwnSums.Count;

    /// <summary>Sums that are kept of a key: those of <see cref="FlowSums"/>, then the own ones.</summary>
    public int Columns { get; }

    /// <summary>Names of what is counted distinctly, and of all that is summed: what makes two windows of one kind.</summary>
    public IReadOnlyList<string> DistinctNames => [.. View.Distinct.Select(choice => choice.Name)];

    public IReadOnlyList<string> TotalNames => [.. FlowSums.Names, .. OwnSums];

    /// <summary>Place of src_ip among the distinct fields, or -1.</summary>
    public int Sources { get; }

    /// <summary>Place of dest_ip among the distinct fields, or -1.</summary>
    public int Destinations { get; }

    /// <summary>The key is a source address and nothing else.</summary>
    public bool KeyIsSource => View.Key.IsOnly("src_ip");

    public bool KeyIsDestination => View.Key.IsOnly("dest_ip");

    public bool CountsSources => Sources != None;

    public bool CountsDestinations => Destinations != None;

    /// <summary>The features of a key, in the order of <see cref="View.Features"/>, into a place of each column.</summary>
    public void CopyFeatures(ReadOnlySpan<double> distinct, ReadOnlySpan<double> totals, double[][] columns, int at)
    {
        for (int i = 0; i < distinct.Length; i++)
        {
            columns[i][at] = distinct[i];
        }

        for (int sum = 0; sum < _sums.Length; sum++)
        {
            double value = 0;
            foreach (int column in _sums[sum])
            {
                value += totals[column];
            }

            columns[distinct.Length + sum][at] = value;
        }
    }

    /// <summary>Distinct source addresses of a key; 0 when the view does not count them.</summary>
    public long SourcesOf(ReadOnlySpan<double> distinct) => KeyIsSource ? 1 : CountsSources ? (long)distinct[Sources] : 0;

    private static int IndexOf(View view, string path)
    {
        for (int i = 0; i < view.Distinct.Count; i++)
        {
            if (view.Distinct[i].IsOnly(path))
            {
                return i;
            }
        }

        return None;
    }
}
