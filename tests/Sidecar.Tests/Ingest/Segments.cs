using System.Buffers;

namespace Sidecar.Tests.Ingest;

/// <summary>A sequence of given pieces, one segment each, as a pipe hands them out.</summary>
internal sealed class Segments : ReadOnlySequenceSegment<byte>
{
    private Segments(byte[] piece, long runningIndex)
    {
        Memory = piece;
        RunningIndex = runningIndex;
    }

    public static ReadOnlySequence<byte> Of(IReadOnlyList<byte[]> pieces)
    {
        Segments first = new(pieces.Count > 0 ? pieces[0] : [], 0);
        Segments last = first;
        foreach (byte[] piece in pieces.Skip(1))
        {
            Segments next = new(piece, last.RunningIndex + last.Memory.Length);
            last.Next = next;
            last = next;
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }
}
