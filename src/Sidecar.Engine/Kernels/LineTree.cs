using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Sidecar.Engine.Kernels;

/// <summary>
/// What stands between the values of the lines that were seen. Suricata writes each kind of record from the same code, so
/// that lines differ in their values and hardly in anything else: a line whose every other byte stands in the tree is one
/// that was proven before, with other values in it, and those are all that is left to look at. <see cref="LineFollower"/> looks.
/// Source of the idea, there with structural indexes and the places of fields: Li et al., "Mison: A Fast JSON Parser for
/// Data Analytics", VLDB 2017 (its pattern trees). Bounded; owner thread: that of its parser.
/// </summary>
internal sealed unsafe class LineTree
{
    /// <summary>1 MB of nodes: some 400 kinds of record.</summary>
    public const int MaxNodes = 1 << 14;

    /// <summary>Texts that may stand in one place: more come from keys that vary as values do, and are not worth a search.</summary>
    public const int MaxSiblings = 32;

    private const int FirstCapacity = 256;
    private const int MaxMarks = 1 << 10;

    private readonly LineMark[] _marks = new LineMark[MaxMarks];

    /// <summary>Pinned, and larger by what its first node needs to begin a cache line.</summary>
    private byte[] _buffer = [];
    private byte* _nodes;
    private int _used;
    private int _first;
    private int _markCount;
    private int _leaf;

    public LineTree()
    {
        Debug.Assert(sizeof(LineNode) == LineNode.Bytes, "a node is a cache line");
        Grow(FirstCapacity);
        Clear();
    }

    /// <summary>The node that stands for none, and before which all others are named. Valid until a line is added.</summary>
    public LineNode* None => (LineNode*)_nodes;

    /// <summary>The first of the nodes that may begin a line.</summary>
    public int First => _first;

    /// <summary>The marks of a node.</summary>
    public ReadOnlySpan<LineMark> Marks(LineNode* node) => _marks.AsSpan(node->FirstMark, node->MarkCount);

    /// <summary>Nodes that are taken.</summary>
    public int Count => (_used / LineNode.Bytes) - 1;

    /// <summary>
    /// Begins to add a line, whose grammar is proven: then come its texts, each with the value behind it, up to the last one. A
    /// line that was begun and not ended does no harm. Forgets all lines when there is no more room for one.
    /// </summary>
    public void Begin()
    {
        if (Count > MaxNodes * 3 / 4 || _markCount > MaxMarks * 3 / 4)
            Clear();
        _leaf = 0;
    }

    /// <summary>False when there is no room for it: the line cannot be known.</summary>
    /// <param name="text">What stands before the value and behind the one before; with the quote that opens it, if it is a string.</param>
    /// <param name="value">Not <see cref="LineValue.None"/>.</param>
    /// <param name="slot">Where its place goes.</param>
    /// <param name="marks">By place.</param>
    public bool TryAdd(ReadOnlySpan<byte> text, LineValue value, int slot, ReadOnlySpan<LineMark> marks)
    {
        for (; text.Length > LineNode.MaxTextLength; text = text[LineNode.MaxTextLength..])
            if (!TryStep(text[..LineNode.MaxTextLength], LineValue.None, slot: 0, []))
                return false;
        return marks.IsEmpty ? TryStep(text, value, slot, marks) : TryStep(text, LineValue.Mark, slot: 0, marks) && TryStep([], value, slot, []);
    }

    private bool TryStep(ReadOnlySpan<byte> text, LineValue value, int slot, ReadOnlySpan<LineMark> marks)
    {
        int last = 0;
        int siblings = 0;
        for (int other = _leaf == 0 ? _first : Node(_leaf)->Child; other != 0; other = Node(other)->Sibling, siblings++)
        {
            last = other;
            LineNode* known = Node(other);
            if (known->Value == value && text.SequenceEqual(new ReadOnlySpan<byte>(known, known->TextLength)))
            {
                Debug.Assert(known->Slot == slot && known->MarkCount == marks.Length, "the same texts lead to the same value");
                _leaf = other;
                return true;
            }
        }

        if (siblings == MaxSiblings || Count == MaxNodes || _markCount + marks.Length > MaxMarks)
            return false;

        int added = TakeNode();
        LineNode* node = Node(added);
        *node = new LineNode
        {
            TextBits = (uint)((1UL << text.Length) - 1),
            TextLength = (short)text.Length,
            Value = value,
            Slot = (short)slot,
            FirstMark = (short)_markCount,
            MarkCount = (short)marks.Length,
        };
        text.CopyTo(new Span<byte>(node, LineNode.MaxTextLength));
        marks.CopyTo(_marks.AsSpan(_markCount));
        _markCount += marks.Length;

        if (last != 0)
            Node(last)->Sibling = added;
        else if (_leaf != 0)
            Node(_leaf)->Child = added;
        else
            _first = added;
        _leaf = added;
        return true;
    }

    private int TakeNode()
    {
        if (_used == _buffer.Length - LineNode.Bytes)
            Grow(2 * (_used / LineNode.Bytes));
        int taken = _used;
        _used += LineNode.Bytes;
        return taken;
    }

    private LineNode* Node(int name) => (LineNode*)(_nodes + name);

    private void Clear()
    {
        _first = 0;
        _markCount = 0;
        _used = LineNode.Bytes;

        *Node(0) = new LineNode { TextBits = uint.MaxValue, Value = LineValue.Nothing };
    }

    private void Grow(int capacity)
    {
        byte[] buffer = GC.AllocateUninitializedArray<byte>((capacity + 1) * LineNode.Bytes, pinned: true);
        nuint address = (nuint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(buffer));
        byte* nodes = (byte*)((address + LineNode.Bytes - 1) / LineNode.Bytes * LineNode.Bytes);
        new ReadOnlySpan<byte>(_nodes, _used).CopyTo(new Span<byte>(nodes, capacity * LineNode.Bytes));
        _nodes = nodes;
        _buffer = buffer;
    }
}
