using Sidecar.Engine.Kernels;

namespace Sidecar.Engine.Eve;

/// <summary>
/// Finds the wanted fields in a line that is scanned and proven. Goes from separator to separator through the wanted objects
/// and over all others in one step. Nothing here checks grammar: in compact JSON a member starts right behind its separator,
/// its key is followed by a colon, and its value ends at the next separator or is a bracket there.
/// Owner thread: that of its parser.
/// </summary>
internal sealed class FieldWalk
{
    private readonly FieldNode _root;
    private readonly JsonRange[] _slots;
    private readonly Opened[] _opened = new Opened[EveParser.MaxDepth];
    private int _depth;

    /// <param name="slots">Where the fields go; one more than are wanted, for the values that nobody wants.</param>
    public FieldWalk(FieldNode root, JsonRange[] slots)
    {
        _root = root;
        _slots = slots;
    }

    /// <summary>
    /// False when a key that leads on came twice, or with a value that has nothing under it: then what else was under it
    /// depends on the order, which the scalar parser knows.
    /// </summary>
    public bool TryRead(ReadOnlySpan<byte> line, JsonIndex index, ReadOnlySpan<int> closers)
    {
        Array.Clear(_slots);
        ReadOnlySpan<int> brackets = index.Brackets.AsSpan(0, index.BracketCount);
        FieldNode node = _root;
        ulong seen = 0;
        int leads = 0;
        int bracket = 0;
        int place = 0;
        _depth = 0;

        if (IsEmpty(brackets, 0, closers))
            return true;

        while (true)
        {
            // The place is that of the comma or bracket before a member of the object at the node.
            place = node.Keys.ReadMembers(line, index.Separators, place, _slots, ref leads, out int last);
            if (last == KeyTable.LongKey)
                place = ReadLong(node, line, index, place, ref leads, out last);
            if (line[place] == ',')
                continue;

            bracket++;
            if (IsOpen(line[place]))
            {
                int closer = closers[bracket];
                if (last != KeyTable.None)
                {
                    FieldNode child = node.Child(last);
                    if ((seen & child.BranchBit) != 0)
                        return false;
                    seen |= child.BranchBit;
                    leads -= child.BranchBit != 0 ? 1 : 0;
                    if (TryEnter(child, line, index, closers, ref bracket) is { } entered)
                    {
                        _opened[_depth++] = new Opened(node, closer);
                        node = entered;
                        place = brackets[bracket];
                        continue;
                    }
                }

                bracket = closer;
                place = brackets[bracket] + 1;
                if (line[place] == ',')
                    continue;
                bracket++;
            }

            do
            {
                if (_depth == 0)
                    return leads == 0;
                (node, bracket) = _opened[--_depth];
                place = brackets[bracket] + 1;
            }
            while (line[place] != ',');
        }
    }

    /// <summary>
    /// Notes a container that is a wanted value, and moves on to the object in it whose members are wanted: itself, or the
    /// first element of an array. Null when there is none.
    /// </summary>
    private FieldNode? TryEnter(FieldNode node, ReadOnlySpan<byte> line, JsonIndex index, ReadOnlySpan<int> closers, ref int bracket)
    {
        ReadOnlySpan<int> brackets = index.Brackets.AsSpan(0, index.BracketCount);
        while (true)
        {
            int start = brackets[bracket];
            if (node.Slot >= 0)
                _slots[node.Slot] = new JsonRange(start, brackets[closers[bracket]] + 1 - start);
            if (IsEmpty(brackets, bracket, closers))
                return null;
            if (line[start] == '{')
                return node.HasKeys ? node : null;
            if (node.FirstElement is null)
                return null;

            node = node.FirstElement;
            start++;
            if (node.Slot >= 0)
                _slots[node.Slot] = new JsonRange(start, index.SeparatorBehind(start - 1) - start);
            if (start != brackets[++bracket])
                return null;
        }
    }

    /// <summary>Reads one member, whose key is long, as <see cref="KeyTable.ReadMembers"/> reads the others.</summary>
    private int ReadLong(FieldNode node, ReadOnlySpan<byte> line, JsonIndex index, int before, ref int leads, out int last)
    {
        int after = index.SeparatorBehind(before);
        ReadOnlySpan<byte> key = line[(before + 2)..after];
        key = key[..key.IndexOf((byte)'"')];
        last = node.NumberOf(key);
        if (last == KeyTable.None)
            return after;

        FieldNode child = node.Child(last);
        leads += child.BranchBit != 0 ? 1 : 0;
        int value = before + key.Length + 4;
        if (child.Slot >= 0)
            _slots[child.Slot] = new JsonRange(value, after - value);
        return after;
    }

    private static bool IsOpen(byte bracket) => bracket is (byte)'{' or (byte)'[';

    private static bool IsEmpty(ReadOnlySpan<int> brackets, int opener, ReadOnlySpan<int> closers) =>
        closers[opener] == opener + 1 && brackets[opener + 1] == brackets[opener] + 1;

    /// <summary>A wanted object around the one that is walked, and the bracket behind which it goes on.</summary>
    private readonly record struct Opened(FieldNode Node, int Closer);
}
