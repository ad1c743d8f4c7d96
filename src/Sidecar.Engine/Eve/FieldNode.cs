using System.Buffers;
using System.Text;
using Sidecar.Engine.Kernels;

namespace Sidecar.Engine.Eve;

/// <summary>
/// One step of the wanted paths: a key of an object, or the first element of an array. The nodes form a trie;
/// it is built once and only read afterwards, so parsers on several threads may share it.
/// </summary>
internal sealed class FieldNode
{
    /// <summary>What no key has that stands in a line without escapes; a wanted key with one of these is left to the scalar parser.</summary>
    private static readonly SearchValues<byte> s_escaped = SearchValues.Create(
        [.. Enumerable.Range(0, ' ').Select(b => (byte)b), (byte)'"', (byte)'\\']);

    private readonly byte[] _key;
    private FieldNode[][] _childrenByKeyLength = [];
    private FieldNode[] _keyed = [];

    public FieldNode(byte[] key) => _key = key;

    /// <summary>The node of the first element, when the value is an array of which it is wanted.</summary>
    public FieldNode? FirstElement { get; private set; }

    /// <summary>The slot that the value of this node goes to; -1 when only something below it is wanted.</summary>
    public int Slot { get; private set; } = -1;

    /// <summary>This node's slot and all slots below it: what a later duplicate of its key makes void.</summary>
    public int[] Slots { get; private set; } = [];

    /// <summary>One bit of 64 if the paths go on below this node. With more such nodes than bits they share some, which costs a second reading and nothing else.</summary>
    public ulong BranchBit { get; private set; }

    public bool HasKeys => _childrenByKeyLength.Length > 0;

    /// <summary>The keys of the children, as they are found in a line.</summary>
    public KeyTable Keys { get; private set; } = new([], slotCount: 0);

    /// <summary>The child by its number in <see cref="Keys"/>.</summary>
    public FieldNode Child(int number) => _keyed[number];

    /// <summary>The number of a child by its key as it stands in a line, or <see cref="KeyTable.None"/>.</summary>
    public int NumberOf(ReadOnlySpan<byte> key)
    {
        for (int number = 0; number < _keyed.Length; number++)
            if (key.SequenceEqual(_keyed[number]._key))
                return number;
        return KeyTable.None;
    }

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

    /// <summary>Makes the node and all below it ready for <see cref="Keys"/>, once the last path is added.</summary>
    /// <param name="slotCount">Slots of the whole table.</param>
    /// <param name="branches">How many nodes that lead on were sealed before.</param>
    public void Seal(int slotCount, ref int branches)
    {
        _keyed = [.. _childrenByKeyLength.SelectMany(children => children)];
        FirstElement?.Seal(slotCount, ref branches);
        foreach (FieldNode child in _keyed)
            child.Seal(slotCount, ref branches);

        if (HasKeys || FirstElement is not null)
            BranchBit = 1UL << branches++;
        Keys = new KeyTable(
            [.. _keyed.Select((child, number) => new WantedKey(child._key, child.Slot >= 0 ? child.Slot : slotCount, number, child.BranchBit != 0))
                .Where(wanted => !wanted.Key.AsSpan().ContainsAny(s_escaped))],
            slotCount);
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
