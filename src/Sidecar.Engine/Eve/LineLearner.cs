using System.Runtime.InteropServices;
using Sidecar.Engine.Kernels;

namespace Sidecar.Engine.Eve;

/// <summary>
/// Adds to a <see cref="LineTree"/> a line that was proven: what stands between its values, and which of them are wanted.
/// Costs some ten times a parse, so it is done for one line of eight at most, whoever sends them.
/// Owner thread: that of its parser.
/// </summary>
/// <param name="slotCount">The slot for what nobody wants.</param>
internal sealed class LineLearner(FieldNode root, int slotCount, LineTree tree)
{
    /// <summary>Lines that pay for one that is learnt.</summary>
    private const int Price = 8;

    /// <summary>So many may be learnt at once when nothing was for long, as at the start.</summary>
    private const int MaxSaved = 64 * Price;

    private readonly List<LineMark> _marks = [];
    private readonly HashSet<FieldNode> _seen = [];
    private readonly Container[] _open = new Container[EveParser.MaxDepth];
    private int _saved = MaxSaved;
    private int _depth;

    /// <summary>One of the lines that pay.</summary>
    public void Save() => _saved = int.Min(_saved + 1, MaxSaved);

    /// <summary>Adds a line, if enough is saved for it. Not one where a wanted key comes twice or has an escape: what it means depends on more than its place.</summary>
    /// <param name="line">Known to be an object in compact JSON.</param>
    public void Learn(ReadOnlySpan<byte> line)
    {
        if (_saved < Price)
            return;
        _saved -= Price;
        _seen.Clear();
        _marks.Clear();
        tree.Begin();
        Walk(line);
    }

    private void Walk(ReadOnlySpan<byte> line)
    {
        JsonCursor cursor = new(line);
        FieldNode? node = root;
        int from = 0;
        _depth = 0;
        while (true)
        {
            byte first = cursor.Peek();
            if (first is (byte)'{' or (byte)'[')
            {
                Mark(node, cursor.At, isEnd: false);
                _open[_depth++] = new Container(node, first == '{');
                cursor.TryTake(first);
            }
            else if (!TryAddValue(line, ref cursor, ref from, first, node?.Slot ?? -1))
            {
                return;
            }

            while (cursor.Peek() is (byte)'}' or (byte)']')
            {
                cursor.TryTake(cursor.Peek());
                Mark(_open[--_depth].Node, cursor.At, isEnd: true);
                if (_depth == 0)
                {
                    TryAdd(line[from..], line.Length, LineValue.End, slotCount);
                    return;
                }
            }

            bool isFirst = !cursor.TryTake((byte)',');
            ref readonly Container container = ref _open[_depth - 1];
            if (!container.IsObject)
                node = isFirst ? container.Node?.FirstElement : null;
            else if (!TryTakeKey(ref cursor, container.Node, out node))
                return;
        }
    }

    private bool TryAddValue(ReadOnlySpan<byte> line, ref JsonCursor cursor, ref int from, byte first, int slot)
    {
        bool isText = first == '"';
        int start = isText ? cursor.At + 1 : cursor.At;
        if (!TryAdd(line[from..start], start, isText ? LineValue.Text : LineValue.Scalar, slot < 0 ? slotCount : slot))
            return false;

        if (isText)
            cursor.TakeString(out _);
        else if (first is (byte)'t' or (byte)'f' or (byte)'n')
            cursor.TakeLiteral(first switch { (byte)'t' => "true"u8, (byte)'f' => "false"u8, _ => "null"u8 });
        else
            cursor.TakeNumber();
        from = isText ? cursor.At - 1 : cursor.At;
        return true;
    }

    private bool TryTakeKey(ref JsonCursor cursor, FieldNode? parent, out FieldNode? node)
    {
        cursor.TakeString(out EveText key);
        cursor.TryTake((byte)':');
        node = null;
        if (parent is null)
            return true;
        if (key.Raw.Contains((byte)'\\'))
            return false;
        node = parent.Child(key.Raw);
        return node is null || _seen.Add(node);
    }

    private void Mark(FieldNode? node, int place, bool isEnd)
    {
        if (node is { Slot: >= 0 })
            _marks.Add(new LineMark(node.Slot, place, isEnd));
    }

    /// <param name="text">What ends at <paramref name="end"/>, with the marks in it that were noted by their places.</param>
    private bool TryAdd(ReadOnlySpan<byte> text, int end, LineValue value, int slot)
    {
        foreach (ref LineMark mark in CollectionsMarshal.AsSpan(_marks))
            mark = mark with { Back = end - mark.Back };
        bool isAdded = tree.TryAdd(text, value, slot, CollectionsMarshal.AsSpan(_marks));
        _marks.Clear();
        return isAdded;
    }

    /// <summary>An object or array that is open.</summary>
    private readonly record struct Container(FieldNode? Node, bool IsObject);
}
