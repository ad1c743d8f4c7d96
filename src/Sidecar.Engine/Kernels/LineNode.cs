using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Sidecar.Engine.Kernels;

/// <summary>What follows the text of a <see cref="LineNode"/>.</summary>
internal enum LineValue : byte
{
    /// <summary>The inside of a string, up to its closing quote.</summary>
    Text,

    /// <summary>A number, true, false or null.</summary>
    Scalar,

    /// <summary>No value yet but more text: it is too long for one node, or has marks.</summary>
    None,

    /// <summary>The same, and something wanted begins or ends in the text, as <see cref="LineMark"/>s tell.</summary>
    Mark,

    /// <summary>The end of the line.</summary>
    End,

    /// <summary>This is the node that stands for none, whatever its text is.</summary>
    Nothing,
}

/// <summary>
/// One step of a <see cref="LineTree"/>: what stands before a value, and what comes then. One cache line. Nodes are named by
/// their distance in bytes from the first, which stands for none.
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = Bytes)]
internal struct LineNode
{
    public const int Bytes = 64;

    public const int MaxTextLength = 32;

    /// <summary>What the line has here, and behind it anything.</summary>
    public LineNodeText Text;

    /// <summary>A bit for each byte of the text.</summary>
    public uint TextBits;

    /// <summary>The first of the nodes that may follow the value.</summary>
    public int Child;

    /// <summary>The next of those that may stand in this one's place.</summary>
    public int Sibling;

    public LineValue Value;

    public short TextLength;

    /// <summary>Where the place of the value goes.</summary>
    public short Slot;

    /// <summary>The length of the last value, as a guess of the next.</summary>
    public short LastLength;

    /// <summary>The same: what is compared must not be what is gone on from, or the guess would wait for the comparison.</summary>
    public short Guess;

    /// <summary>The first of its <see cref="LineMark"/>s, and how many there are.</summary>
    public short FirstMark;

    public short MarkCount;
}

/// <summary>Room for a node's text.</summary>
[InlineArray(LineNode.MaxTextLength)]
internal struct LineNodeText
{
    private byte _first;
}

/// <summary>An object or array that is wanted as a whole begins or ends in the text of a node.</summary>
/// <param name="Slot">Where its place goes.</param>
/// <param name="Back">How many bytes before the end of the text, which may be more than its last node has.</param>
/// <param name="IsEnd">Otherwise it begins there.</param>
internal readonly record struct LineMark(int Slot, int Back, bool IsEnd);
