namespace Sidecar.Engine.Profiles;

/// <summary>One key's profiles of several panes put together.</summary>
internal sealed class KeyMerge
{
    private readonly DistinctCounter[] _distinct;
    private readonly List<long> _flowIds = new(KeyProfile.KeptFlowIds);
    private long _records;
    private long _flows;
    private long _alerts;
    private bool _alerted;
    private double _bytesToServer;
    private double _bytesToClient;
    private double _packetsToServer;
    private double _packetsToClient;

    public KeyMerge(int distinctFields)
    {
        _distinct = new DistinctCounter[distinctFields];
        for (int i = 0; i < distinctFields; i++)
        {
            _distinct[i] = new DistinctCounter();
        }
    }

    /// <summary>Transactions whose flow has ended; none when there is nothing but the mark of an alert.</summary>
    public long Records => _records;

    public void Add(KeyProfile profile)
    {
        for (int i = 0; i < _distinct.Length; i++)
        {
            _distinct[i].Merge(profile.Distinct[i]);
        }

        _records += profile.Records;
        _flows += profile.Flows;
        _alerts += profile.Alerts;
        _alerted |= profile.Alerted;
        _bytesToServer += profile.BytesToServer;
        _bytesToClient += profile.BytesToClient;
        _packetsToServer += profile.PacketsToServer;
        _packetsToClient += profile.PacketsToClient;
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
        double[] features =
        [
            .. _distinct.Select(counter => (double)counter.Count),
            _bytesToServer, _bytesToClient, _packetsToServer, _packetsToClient,
        ];
        return new KeySnapshot
        {
            Key = entry.Text,
            Features = features,
            Records = _records,
            Flows = _flows,
            Alerts = Math.Max(_alerts, _alerted ? 1 : 0),
            Sources = _distinct[0].Count,
            SourceAddress = OnlyOne(_distinct[0], entry.Source),
            DestinationAddress = OnlyOne(_distinct[1], entry.Destination),
            FlowIds = _flowIds,
        };
    }

    /// <summary>The address, when it is the only one that was counted.</summary>
    private static string? OnlyOne(DistinctCounter counter, in AddressText latest) =>
        counter.Count == 1 && counter.Contains(latest.Hash) ? latest.Text : null;
}
