namespace Sidecar.Engine.Extraction;

/// <summary>Flows that are remembered, so many at most: at the bound the one that came first makes room. One thread.</summary>
internal sealed class FlowSet(int capacity)
{
    private readonly Dictionary<long, LinkedListNode<long>> _places = [];
    private readonly LinkedList<long> _inOrder = [];

    public int Count => _places.Count;

    /// <summary>Flows that made room for others.</summary>
    public long Forgotten { get; private set; }

    /// <summary>The one that came first.</summary>
    public long First => _inOrder.First!.Value;

    public IEnumerable<long> InOrder => _inOrder;

    public bool Contains(long flowId) => _places.ContainsKey(flowId);

    /// <returns>Whether it is new.</returns>
    public bool Add(long flowId)
    {
        if (_places.ContainsKey(flowId))
        {
            return false;
        }

        if (_places.Count == capacity)
        {
            Remove(First);
            Forgotten++;
        }

        _places.Add(flowId, _inOrder.AddLast(flowId));
        return true;
    }

    /// <returns>Whether it was there.</returns>
    public bool Remove(long flowId)
    {
        if (!_places.Remove(flowId, out LinkedListNode<long>? place))
        {
            return false;
        }

        _inOrder.Remove(place);
        return true;
    }
}
