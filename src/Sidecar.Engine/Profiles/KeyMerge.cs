namespace Sidecar.Engine.Profiles;

/// <summary>One key's profiles of several panes put together.</summary>
internal sealed class KeyMerge
{
    private readonly ViewShape _shape;
    private readonly DistinctCounter[] _distinct;
    private readonly double[] _totals;
    private readonly List<long> _flowIds = new(KeyProfile.KeptFlowIds);
    private long _alerts;
    private bool _alerted;

    public KeyMerge(ViewShape shape)
    {
        _shape = shape;
        _totals = new double[shape.Columns];
        _distinct = new DistinctCounter[shape.Distinct];
        for (int i = 0; i < _distinct.Length; i++)
        {
            _distinct[i] = new DistinctCounter();
        }
    }

    /// <summary>Transactions whose flow has ended; none when there is nothing but the mark of an alert.</summary>
    public long Records => (long)_totals[FlowSums.Records];

    public void Add(KeyProfile profile)
    {
        for (int i = 0; i < _distinct.Length; i++)
        {
            _distinct[i].Merge(profile.Distinct[i]);
        }

        for (int column = 0; column < _totals.Length; column++)
        {
            _totals[column] += profile.Totals[column];
        }

        _alerts += profile.Alerts;
        _alerted |= profile.Alerted;
        foreach (long flowId in profile.FlowIds)
        {
            if (_flowIds.Count < KeyProfile.KeptFlowIds)
            {
                _flowIds.Add(flowId);
            }
        }
    }

    public KeySnapshot Snapshot(in KeyEntry entry)
    {
        double[] counts = [.. _distinct.Select(counter => (double)counter.Count)];
        string? source = _shape.CountsSources ? OnlyOne(_distinct[_shape.Sources], entry.Source) : null;
        string? destination = _shape.CountsDestinations ? OnlyOne(_distinct[_shape.Destinations], entry.Destination) : null;
        return new KeySnapshot
        {
            Key = entry.Text,
            Features = _shape.Features(counts, _totals),
            Records = Records,
            Flows = (long)_totals[FlowSums.Flows],
            Bytes = _totals[FlowSums.BytesToServer] + _totals[FlowSums.BytesToClient],
            Alerts = Math.Max(_alerts, _alerted ? 1 : 0),
            Sources = _shape.SourcesOf(counts),
            SourceAddress = _shape.KeyIsSource ? AddressText.OfKey(entry.Text) : source,
            DestinationAddress = _shape.KeyIsDestination ? AddressText.OfKey(entry.Text) : destination,
            FlowIds = _flowIds,
        };
    }

    /// <summary>The address, when it is the only one that was counted.</summary>
    private static string? OnlyOne(DistinctCounter counter, in AddressText latest) =>
        counter.Count == 1 && counter.Contains(latest.Hash) ? latest.Text : null;
}
