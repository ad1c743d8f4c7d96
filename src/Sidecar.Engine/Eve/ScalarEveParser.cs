using Sidecar.Engine.Kernels;

namespace Sidecar.Engine.Eve;

/// <summary>
/// Reads one EVE record and notes where the wanted fields stand: one token after the other, in one pass, without
/// recursion or allocation. It is the specification: <see cref="EveParser"/> gives what this gives, and asks it about
/// each line that it cannot prove good. Owns its stack, so each thread has its own parser.
/// The grammar is RFC 8259 as <c>System.Text.Json</c> reads it; of duplicate keys the last one wins, with all that
/// is under it.
/// </summary>
internal sealed class ScalarEveParser
{
    /// <summary>A longer key, however escaped, is none that a path can name.</summary>
    private const int MaxEscapedKeyLength = FieldPath.MaxLength * EveText.MaxRawPerCanonicalByte;

    private readonly FieldNode _root;
    private readonly JsonRange[] _slots;
    private readonly Container[] _open = new Container[EveParser.MaxDepth];
    private byte[] _key = new byte[MaxEscapedKeyLength * EveText.MaxGrowth];
    private int _depth;

    /// <param name="slots">Where the fields go.</param>
    public ScalarEveParser(FieldTable table, JsonRange[] slots)
    {
        _root = table.Root;
        _slots = slots;
    }

    /// <summary>Parses a line without its newline. Unless the status is <see cref="EveStatus.Ok"/>, all slots are left empty.</summary>
    public EveStatus Parse(ReadOnlySpan<byte> line)
    {
        Array.Clear(_slots);
        EveStatus status = Walk(line);
        if (status != EveStatus.Ok)
            Array.Clear(_slots);
        return status;
    }

    private EveStatus Walk(ReadOnlySpan<byte> line)
    {
        var cursor = new JsonCursor(line);
        if (cursor.Peek() != '{')
            return cursor.IsAtEnd ? EveStatus.EmptyLine : EveStatus.NotAnObject;

        _depth = 0;
        FieldNode? node = _root;
        while (true)
        {
            EveStatus status = TakeValue(ref cursor, node);
            if (status != EveStatus.Ok)
                return status;

            while (_depth > 0 && cursor.TryTake(_open[_depth - 1].Closer))
                Close(cursor.At);
            if (_depth == 0)
                return cursor.Peek() == 0 && cursor.IsAtEnd ? EveStatus.Ok : EveStatus.TrailingBytes;

            status = TakeSeparatorAndKey(ref cursor, out node);
            if (status != EveStatus.Ok)
                return status;
        }
    }

    /// <summary>Reads a scalar, or opens a container whose members the walk goes on with.</summary>
    private EveStatus TakeValue(ref JsonCursor cursor, FieldNode? node)
    {
        if (node is not null)
            Forget(node);

        byte first = cursor.Peek();
        int start = cursor.At;
        EveStatus status;
        switch (first)
        {
            case (byte)'{' or (byte)'[':
                return Open(ref cursor, node, first);
            case (byte)'"':
                status = cursor.TakeString(out _);
                break;
            case (byte)'-' or (>= (byte)'0' and <= (byte)'9'):
                status = cursor.TakeNumber();
                break;
            case (byte)'t':
                status = cursor.TakeLiteral("true"u8);
                break;
            case (byte)'f':
                status = cursor.TakeLiteral("false"u8);
                break;
            case (byte)'n':
                return cursor.TakeLiteral("null"u8);
            default:
                return cursor.Fault;
        }

        Note(node, start, cursor.At);
        return status;
    }

    private EveStatus Open(ref JsonCursor cursor, FieldNode? node, byte opener)
    {
        if (_depth == EveParser.MaxDepth)
            return EveStatus.TooDeep;

        _open[_depth++] = new Container(node, cursor.At, Closer: opener == '{' ? (byte)'}' : (byte)']');
        cursor.TryTake(opener);
        return EveStatus.Ok;
    }

    private void Close(int end)
    {
        ref readonly Container container = ref _open[--_depth];
        Note(container.Node, container.Start, end);
    }

    /// <summary>Moves to the next value of the innermost container, and says which wanted node it is, if any.</summary>
    private EveStatus TakeSeparatorAndKey(ref JsonCursor cursor, out FieldNode? node)
    {
        node = null;
        ref Container container = ref _open[_depth - 1];
        bool isFirst = !container.HasMembers;
        container.HasMembers = true;
        if (!isFirst && !cursor.TryTake((byte)','))
            return cursor.Fault;

        if (container.Closer == ']')
        {
            node = isFirst ? container.Node?.FirstElement : null;
            return EveStatus.Ok;
        }

        if (cursor.Peek() != '"')
            return cursor.Fault;
        EveStatus status = cursor.TakeString(out EveText key);
        if (status != EveStatus.Ok)
            return status;
        if (container.Node is not null)
            node = Child(container.Node, key);
        return cursor.TryTake((byte)':') ? EveStatus.Ok : cursor.Fault;
    }

    private FieldNode? Child(FieldNode parent, EveText key)
    {
        if (key.IsPlain)
            return parent.Child(key.Raw);
        return key.Raw.Length <= MaxEscapedKeyLength ? parent.Child(key.Canonical(ref _key)) : null;
    }

    private void Note(FieldNode? node, int start, int end)
    {
        if (node is { Slot: >= 0 })
            _slots[node.Slot] = new JsonRange(start, end - start);
    }

    /// <summary>A key that comes again replaces its earlier value and all that was under it.</summary>
    private void Forget(FieldNode node)
    {
        foreach (int slot in node.Slots)
            _slots[slot] = default;
    }

    /// <summary>An object or array whose end the walk has not seen yet.</summary>
    private record struct Container(FieldNode? Node, int Start, byte Closer, bool HasMembers = false);
}
