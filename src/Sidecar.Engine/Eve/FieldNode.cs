using System.Text;

namespace Sidecar.Engine.Eve;

/// <summary>
/// One step of the wanted paths: a key of an object, or the first element of an array. The nodes form a trie;
/// it is built once and only read afterwards, so parsers on several threads may share it.
/// </summary>
internal sealed class FieldNode
{
    private readonly byte[] _key;
    private FieldNode[][] _childrenByKeyLength = [];

    public FieldNode(byte[] key) => _key = key;

    /// <summary>The node of the first element, when the value is an array of which it is wanted.</summary>
    public FieldNode? FirstElement { get; private set; }

    /// <summary>The slot that the value of this node goes to; -1 when only something below it is wanted.</summary>
    public int Slot { get; private set; } = -1;

    /// <summary>This node's slot and all slots below it: what a later duplicate of its key makes void.</summary>
    public int[] Slots { get; private set; } = [];

    /// <summary>The child of this key, given in its canonical form. Keys of equal length share a bucket of two or three.</summary>
    public FieldNode? Child(ReadOnlySpan<byte> key)
    {
        if (key.Length < _childrenByKeyLength.Length)
        {
            foreach (FieldNode child in _childrenByKeyLength[key.Length])
                if (key.SequenceEqual(child._key))
                    return child;
        }

        return null;
    }

    /// <summary>Lays the rest of a path under this node and gives it the slot; false when the path has one already.</summary>
    public bool Add(ReadOnlySpan<string> steps, int slot)
    {
        bool added;
        if (!steps.IsEmpty)
            added = ChildOrNew(steps[0]).Add(steps[1..], slot);
        else if (added = Slot < 0)
            Slot = slot;
        if (added)
            Slots = [.. Slots, slot];
        return added;
    }

    private FieldNode ChildOrNew(string step)
    {
        if (step == FieldPath.FirstElement)
            return FirstElement ??= new FieldNode([]);

        byte[] key = Encoding.UTF8.GetBytes(step);
        if (Child(key) is { } known)
            return known;

        while (_childrenByKeyLength.Length <= key.Length)
            _childrenByKeyLength = [.. _childrenByKeyLength, []];
        var child = new FieldNode(key);
        _childrenByKeyLength[key.Length] = [.. _childrenByKeyLength[key.Length], child];
        return child;
    }
}
