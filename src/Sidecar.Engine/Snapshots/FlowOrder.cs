namespace Sidecar.Engine.Snapshots;

/// <summary>
/// The order in which saved flows are put back: those of one stretch of time behind each other as they were, so that
/// they end in the order in which they would have. The sections have them in any order. Used once, at a start.
/// </summary>
internal static class FlowOrder
{
    private const int None = -1;

    /// <summary>Rows of a table of which so few are left are not worth an array: their order is that of the sections.</summary>
    private const int LargestSparseness = 16;

    /// <summary>Where each flow stands.</summary>
    public static FlowPlace[] Of(IReadOnlyList<FlowPiece> pieces)
    {
        int count = pieces.Sum(piece => piece.Count);
        int rows = pieces.Count == 0 ? 0 : pieces.Max(piece => piece.Rows);
        FlowPlace[] places = new FlowPlace[count];
        bool isOrdered = rows <= (long)LargestSparseness * (count + 4096);
        int[] flowOf = new int[isOrdered ? rows : 0];
        Array.Fill(flowOf, None);
        int[] newer = new int[count];
        long[] lastSeen = new long[count];
        for (int piece = 0, flow = 0; piece < pieces.Count; piece++)
        {
            ReadOnlySpan<byte> content = pieces[piece].Content.Span;
            StateReader reader = new(content[pieces[piece].Start..]);
            for (; reader.Left > 0; flow++)
            {
                places[flow] = new FlowPlace(piece, content.Length - reader.Left);
                SavedFlow saved = FlowSection.Read(ref reader);
                for (int i = 0; i < saved.Waiting; i++)
                {
                    FlowSection.Read(ref reader, pieces[piece].Views);
                }

                (newer[flow], lastSeen[flow]) = (saved.Newer, saved.Row.LastSeen);
                if (isOrdered)
                {
                    flowOf[saved.Number] = flow;
                }
            }
        }

        return isOrdered ? Ordered(places, flowOf, newer, lastSeen) : places;
    }

    /// <summary>Follows each list from its first flow on, that of the earliest time first.</summary>
    private static FlowPlace[] Ordered(FlowPlace[] places, int[] flowOf, int[] newer, long[] lastSeen)
    {
        bool[] isFollower = new bool[places.Length];
        for (int flow = 0; flow < newer.Length; flow++)
        {
            newer[flow] = newer[flow] < 0 ? None : flowOf[newer[flow]];
            if (newer[flow] != None)
            {
                isFollower[newer[flow]] = true;
            }
        }

        int[] firsts = [.. Enumerable.Range(0, places.Length).Where(flow => !isFollower[flow])];
        long[] times = [.. firsts.Select(flow => lastSeen[flow])];
        Array.Sort(times, firsts);
        FlowPlace[] ordered = new FlowPlace[places.Length];
        bool[] isPlaced = new bool[places.Length];
        int next = 0;
        // What no list begins with or leads to was no list of one table: it comes last.
        foreach (int first in firsts.Concat(Enumerable.Range(0, places.Length)))
        {
            for (int flow = first; flow != None && !isPlaced[flow]; flow = newer[flow])
            {
                isPlaced[flow] = true;
                ordered[next++] = places[flow];
            }
        }

        return ordered;
    }
}

/// <summary>A flow in the content of a piece.</summary>
internal readonly record struct FlowPlace(int Piece, int Offset);
