using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Sidecar.Engine.Flows;
using Sidecar.Engine.Profiles;

namespace Sidecar.Engine.Snapshots;

/// <summary>
/// Live flows with the transactions that wait for them as a section: the views that the transactions are of, then one
/// flow behind the other. A flow has the number of its row and of the one behind it among those idle as long, so that a
/// restored table ends them in the same order. Keys stand as text: their numbers are of one process.
/// </summary>
internal static class FlowSection
{
    public const string Name = "flows";
    private const int Version = 2;

    /// <summary>What tells flows of one id apart was another hash then.</summary>
    private const int VersionOfOtherTuples = 1;

    private const int RowBytes = (3 * sizeof(long)) + (4 * sizeof(int)) + 3;
    private const int SmallestView = 3 * sizeof(int);

    public static StateSection Of(StateWriter writer) => writer.Section(Name, Version);

    /// <summary>What stands before the first flow.</summary>
    /// <param name="rows">More than any number of a row.</param>
    public static void Begin(StateWriter writer, IReadOnlyList<ViewShape> views, int rows, bool isEmergency)
    {
        writer.Int32(views.Count);
        foreach (ViewShape view in views)
        {
            writer.Text(view.View.Name);
            writer.Texts(view.DistinctNames);
            writer.Texts(view.TotalNames);
        }

        writer.Int32(rows);
        writer.Flag(isEmergency);
    }

    /// <summary>A flow; as many transactions follow as are counted here.</summary>
    public static void Append(StateWriter writer, in FlowRow flow, int row, int waiting)
    {
        Span<byte> bytes = writer.Take(RowBytes);
        BinaryPrimitives.WriteInt64LittleEndian(bytes, flow.FlowId);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], flow.FirstSeen);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[16..], flow.LastSeen);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[24..], flow.Tuple);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[28..], flow.Transactions);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[32..], row);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[36..], flow.Newer);
        bytes[40] = (byte)flow.Protocol;
        bytes[41] = (byte)flow.State;
        bytes[42] = (byte)flow.Marks;
        writer.Int32(waiting);
    }

    public static void Append(StateWriter writer, in Transaction transaction, ViewShape view, byte[] key, in KeyAddresses latest)
    {
        writer.Byte(transaction.View);
        writer.Flag(transaction.Names);
        writer.Bytes(key);
        ProfileSection.Address(writer, latest.Source);
        ProfileSection.Address(writer, latest.Destination);
        for (int i = 0; i < view.Values; i++)
        {
            writer.UInt64(transaction.Values[i]);
        }
    }

    /// <returns>False when it is another section, or not what was encoded.</returns>
    public static bool TryDecode(StateSection section, [NotNullWhen(true)] out FlowPiece? piece)
    {
        piece = null;
        if (section is not { Name: Name, Version: Version or VersionOfOtherTuples })
        {
            return false;
        }

        StateReader reader = new(section.Content.Span);
        FlowViewState[] views = new FlowViewState[reader.Count(SmallestView)];
        for (int i = 0; i < views.Length; i++)
        {
            views[i] = new FlowViewState(reader.Text(), reader.Texts(), reader.Texts());
            reader.Refuse(views[i].Values is < 0 or > TransactionValues.Capacity);
        }

        int rows = reader.Int32();
        bool isEmergency = reader.Flag();
        int start = section.Content.Length - reader.Left;
        int count = 0;
        while (reader.IsGood && reader.Left > 0)
        {
            SavedFlow flow = Read(ref reader);
            reader.Refuse(flow.Number < 0 || flow.Number >= rows || flow.Newer >= rows);
            for (int i = 0; i < flow.Waiting && reader.IsGood; i++)
            {
                Read(ref reader, views);
            }

            count++;
        }

        piece = reader.IsGood && views.Length <= byte.MaxValue ? new FlowPiece(section.Content, views, rows, isEmergency, start, count) { HasTuples = section.Version == Version } : null;
        return piece is not null;
    }

    public static SavedFlow Read(ref StateReader reader)
    {
        FlowRow row = new()
        {
            FlowId = reader.Int64(),
            FirstSeen = reader.Int64(),
            LastSeen = reader.Int64(),
            Tuple = (uint)reader.Int32(),
            Transactions = (uint)reader.Int32(),
        };
        (int number, int newer) = (reader.Int32(), reader.Int32());
        (row.Protocol, row.State, row.Marks) = ((FlowProtocol)reader.Byte(), (FlowState)reader.Byte(), (FlowMarks)reader.Byte());
        reader.Refuse(row.Protocol > FlowProtocol.Icmp || row.State > FlowState.Established || (row.Marks & ~FlowMarks.All) != 0 || (row.Marks & FlowMarks.Live) == 0);
        return new SavedFlow(row, number, newer, reader.Count(SmallestTransaction));
    }

    public static SavedTransaction Read(ref StateReader reader, IReadOnlyList<FlowViewState> views)
    {
        byte view = reader.Byte();
        reader.Refuse(view >= views.Count);
        SavedTransaction read = new()
        {
            Saved = new Transaction { View = view, Names = reader.Flag() },
            Key = reader.Span(),
            Source = reader.Span(),
            Destination = reader.Span(),
        };
        for (int i = 0; reader.IsGood && i < views[view].Values; i++)
        {
            read.Saved.Values[i] = reader.UInt64();
        }

        return read;
    }

    private const int SmallestTransaction = 2 + (3 * sizeof(int));
}

/// <summary>What the transactions of one view say, in order.</summary>
/// <param name="Distinct">What is counted distinctly, and <paramref name="Totals"/> what is summed.</param>
internal sealed record FlowViewState(string View, IReadOnlyList<string> Distinct, IReadOnlyList<string> Totals)
{
    /// <summary>A hash for each distinct value, and a number for each sum that is not of the flow.</summary>
    public int Values => Distinct.Count + Totals.Count - FlowSums.Count;

    public bool Fits(ViewShape shape) =>
        Distinct.SequenceEqual(shape.DistinctNames, StringComparer.Ordinal) && Totals.SequenceEqual(shape.TotalNames, StringComparer.Ordinal);
}

/// <summary>A section of flows that was looked through and is good; its flows are read out of it one by one.</summary>
/// <param name="Rows">More than any number of a row.</param>
/// <param name="Start">Where the first flow stands in the content.</param>
internal sealed record FlowPiece(ReadOnlyMemory<byte> Content, IReadOnlyList<FlowViewState> Views, int Rows, bool IsEmergency, int Start, int Count)
{
    /// <summary>Otherwise those that stand there say nothing to this program.</summary>
    public bool HasTuples { get; init; }
}

/// <summary>A flow as it was saved.</summary>
/// <param name="Number">Of its row.</param>
/// <param name="Newer">Number of the one behind it among those idle as long, or negative.</param>
/// <param name="Waiting">Transactions that follow.</param>
internal readonly record struct SavedFlow(FlowRow Row, int Number, int Newer, int Waiting);

/// <summary>A transaction as it was saved: its view's number is that of the section, its key is text.</summary>
internal ref struct SavedTransaction
{
    public Transaction Saved;
    public ReadOnlySpan<byte> Key;
    public ReadOnlySpan<byte> Source;
    public ReadOnlySpan<byte> Destination;
}
