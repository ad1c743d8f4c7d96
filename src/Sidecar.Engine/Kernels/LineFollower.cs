using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Sidecar.Engine.Kernels;

/// <summary>
/// Reads a line along a <see cref="LineTree"/>: from value to value, and over what is between them in one comparison.
/// Owner thread: that of its parser.
/// </summary>
internal sealed unsafe class LineFollower
{
    /// <summary>What is copied of the end of the lines, for what is read behind a place reaches so far at most.</summary>
    private const int TailLength = 128;

    private readonly LineTree _tree;
    private readonly byte[] _tailBuffer = GC.AllocateArray<byte>(2 * TailLength, pinned: true);
    private readonly byte* _tail;

    public LineFollower(LineTree tree)
    {
        _tree = tree;
        _tail = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_tailBuffer));
    }

    /// <summary>
    /// Finds the values of the first of some lines, if it is known but for them, and proves them. False when it is not known or
    /// a value is wrong; then some slots may be filled. Slots of fields that the line has not are left as they are.
    /// </summary>
    /// <param name="lines">With newlines between them; no line has one in it.</param>
    /// <param name="slots">One more than are wanted, for the values that nobody wants.</param>
    /// <param name="length">Of the line.</param>
    public bool TryFollow<TVector>(ReadOnlySpan<byte> lines, Span<JsonRange> slots, out int length)
        where TVector : struct, ILineVector
    {
        fixed (byte* first = lines)
        {
            length = TryFollow<TVector>(first, lines.Length, ref MemoryMarshal.GetReference(slots));
            return length >= 0;
        }
    }

    /// <returns>The length of the first line, or -1.</returns>
    private int TryFollow<TVector>(byte* line, int length, ref JsonRange slots)
        where TVector : struct, ILineVector
    {
        Walk walk = new() { Line = line, At = line, Before = _tree.None, Node = Node(_tree.First) };
        if (length >= TailLength)
            walk.Last = line + length - TailLength;
        else
            EnterTail(ref walk, length);

        while (true)
        {
            switch (Advance<TVector>(ref walk, ref slots))
            {
                case Stop.Tail:
                    EnterTail(ref walk, length);
                    continue;
                case Stop.Text when TryReadText<TVector>(ref walk, length, ref slots):
                case Stop.Scalar when TryReadScalar(ref walk, length, ref slots):
                case Stop.Unknown when walk.Before->Value == LineValue.Scalar && TryLengthen(ref walk, length, ref slots):
                    continue;
                case Stop.Mark:
                    Mark(ref walk, ref slots);
                    continue;
                case Stop.End:
                    return walk.Value == length || walk.Line[walk.Value] == (byte)'\n' ? walk.Value : -1;
                default:
                    return -1;
            }
        }
    }

    /// <summary>Goes on from value to value until something comes that is rare. Calls nothing, so that all it needs stays in registers.</summary>
    private Stop Advance<TVector>(ref Walk walk, ref JsonRange slots)
        where TVector : struct, ILineVector
    {
        byte* nodes = (byte*)_tree.None;
        byte* line = walk.Line;
        byte* last = walk.Last;
        byte* at = walk.At;
        LineNode* before = walk.Before;
        LineNode* node = walk.Node;
        Stop stop;
        while (true)
        {
            if (at > last)
            {
                stop = Stop.Tail;
                break;
            }

            if (!TVector.StartsWith(at, node))
            {
                if (node->Sibling == 0)
                {
                    stop = Stop.Unknown;
                    break;
                }

                node = (LineNode*)(nodes + node->Sibling);
                continue;
            }

            byte* value = at + node->TextLength;
            if (node->Value == LineValue.Text)
            {
                nint plain = TVector.PlainLength(value);
                if (value[plain] != (byte)'"')
                {
                    stop = Stop.Text;
                    break;
                }

                Unsafe.Add(ref slots, node->Slot) = JsonRange.OfPlainText((int)(value - line) - 1, (int)plain + 2);
                at = Behind(node, value, plain);
            }
            else if (node->Value == LineValue.Scalar)
            {
                nint length = TVector.DigitCount(value);
                if ((nuint)(length - 1) < (nuint)(TVector.DigitWidth - 1) && (length == 1 || *value != (byte)'0'))
                {
                    Unsafe.Add(ref slots, node->Slot) = JsonRange.OfDigits((int)(value - line), (int)length);
                }
                else if ((length = JsonScalar.LiteralLength(value)) != 0)
                {
                    Unsafe.Add(ref slots, node->Slot) = new JsonRange((int)(value - line), (int)length);
                }
                else
                {
                    stop = Stop.Scalar;
                    break;
                }

                at = Behind(node, value, length);
            }
            else if (node->Value == LineValue.None)
            {
                at = value;
            }
            else
            {
                stop = node->Value == LineValue.Mark ? Stop.Mark : node->Value == LineValue.End ? Stop.End : Stop.Unknown;
                break;
            }

            before = node;
            node = (LineNode*)(nodes + node->Child);
        }

        walk.At = at;
        walk.Before = before;
        walk.Node = node;
        return stop;
    }

    /// <summary>
    /// The place behind a value. Nothing can be done there before the length is known, which takes longer than all else; so
    /// the processor is let to guess that it is that of the last value here, as it often is, and to go on meanwhile.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* Behind(LineNode* node, byte* value, nint length)
    {
        if (node->LastLength == length)
            return value + node->Guess;
        node->LastLength = node->Guess = (short)length;
        return value + length;
    }

    private LineNode* Node(int name) => (LineNode*)((byte*)_tree.None + name);

    /// <summary>Goes on in a copy of the end, with zeros behind it, which stand in no line. Places are given as if all were there.</summary>
    private void EnterTail(ref Walk walk, int length)
    {
        int copied = int.Min(length, TailLength);
        new Span<byte>(_tail, TailLength).Clear();
        new ReadOnlySpan<byte>(walk.Line + length - copied, copied).CopyTo(new Span<byte>(_tail, TailLength));
        walk.EnterTail(_tail - (length - copied));
    }

    /// <summary>Takes the value of the node and moves to the next.</summary>
    private void Take(ref Walk walk, JsonRange value, ref JsonRange slots)
    {
        Unsafe.Add(ref slots, walk.Node->Slot) = value;
        walk.At = walk.Line + value.Start + value.Length - (walk.Node->Value == LineValue.Text ? 1 : 0);
        walk.Before = walk.Node;
        walk.Node = Node(walk.Node->Child);
    }

    /// <summary>The inside of a string that is long, or has more in it than plain ASCII.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryReadText<TVector>(ref Walk walk, int length, ref JsonRange slots)
        where TVector : struct, ILineVector
    {
        bool isPlain = true;
        int start = walk.Value;
        byte* text = walk.Line + start;
        while (true)
        {
            if (text > walk.Last)
            {
                byte* line = walk.Line;
                EnterTail(ref walk, length);
                text = walk.Line + (text - line);
            }

            int plain = TVector.PlainLength(text);
            if (plain == TVector.PlainWidth)
            {
                // By the constant, which the next round need not wait for.
                text += TVector.PlainWidth;
                continue;
            }

            text += plain;
            int at = (int)(text - walk.Line);
            if (*text == (byte)'"')
            {
                int from = start - 1, bytes = at - start + 2;
                Take(ref walk, isPlain ? JsonRange.OfPlainText(from, bytes) : new JsonRange(from, bytes), ref slots);
                return true;
            }

            isPlain = false;
            int odd = *text == (byte)'\\' ? JsonEscapes.Length(new ReadOnlySpan<byte>(text, length - at)) : *text > 0x7f ? 1 : 0;
            if (odd == 0)
                return false;
            text += odd;
        }
    }

    /// <summary>A scalar that is no short integer; when there is none, something else may stand in the node's place.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryReadScalar(ref Walk walk, int length, ref JsonRange slots)
    {
        int start = walk.Value;
        int scalar = JsonScalar.Length(new ReadOnlySpan<byte>(walk.Line + start, length - start));
        if (scalar != 0)
        {
            Take(ref walk, new JsonRange(start, scalar), ref slots);
            return true;
        }

        // A text may go on where this one ends, with what opens another value.
        walk.Node = Node(walk.Node->Sibling);
        return true;
    }

    /// <summary>Nothing known follows a number: only its first digits were read, if it has more than digits.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryLengthen(ref Walk walk, int length, ref JsonRange slots)
    {
        JsonRange digits = Unsafe.Add(ref slots, walk.Before->Slot);
        int whole = JsonScalar.Length(new ReadOnlySpan<byte>(walk.Line + digits.Start, length - digits.Start));
        if (whole <= digits.Length)
            return false;
        walk.Node = walk.Before;
        Take(ref walk, new JsonRange(digits.Start, whole), ref slots);
        return true;
    }

    private void Mark(ref Walk walk, ref JsonRange slots)
    {
        foreach (LineMark mark in _tree.Marks(walk.Node))
        {
            ref JsonRange slot = ref Unsafe.Add(ref slots, mark.Slot);
            int place = walk.Value - mark.Back;
            slot = mark.IsEnd ? new JsonRange(slot.Start, place - slot.Start) : new JsonRange(place, 1);
        }

        walk.At += walk.Node->TextLength;
        walk.Before = walk.Node;
        walk.Node = Node(walk.Node->Child);
    }

    /// <summary>Why <see cref="Advance"/> ended.</summary>
    private enum Stop
    {
        /// <summary>From here on what is read behind a place would reach behind the end.</summary>
        Tail,

        /// <summary>No node has the text that stands here.</summary>
        Unknown,

        /// <summary>The node's value is no short string of plain ASCII.</summary>
        Text,

        /// <summary>The node's value is no short integer.</summary>
        Scalar,

        /// <summary>The node has marks.</summary>
        Mark,

        /// <summary>The node is the last.</summary>
        End,
    }

    /// <summary>A line and how far it was followed. All lengths here are those of the line and what is behind it.</summary>
    private struct Walk
    {
        /// <summary>Its first byte, as if all of it were where <see cref="At"/> is.</summary>
        public byte* Line;

        /// <summary>The last place behind which may be read.</summary>
        public byte* Last;

        /// <summary>Where the text of <see cref="Node"/> should stand.</summary>
        public byte* At;

        /// <summary>The node whose value ends there.</summary>
        public LineNode* Before;

        public LineNode* Node;

        /// <summary>The place of the node's value.</summary>
        public readonly int Value => (int)(At - Line) + Node->TextLength;

        public void EnterTail(byte* line)
        {
            At = line + (At - Line);
            Line = line;
            Last = (byte*)nuint.MaxValue;
        }
    }
}
