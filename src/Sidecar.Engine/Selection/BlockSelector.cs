using System.Buffers;
using Sidecar.Engine.Eve;

namespace Sidecar.Engine.Selection;

/// <summary>Selects from a block of whole lines. One per thread: it owns a parser and counts what it saw.</summary>
internal sealed class BlockSelector(FieldSelection selection)
{
    private readonly EveParser _parser = new(selection.Table);
    private readonly FieldLines _lines = new(selection);
    private byte[] _scratch = [];

    public SelectCounts Counts { get; } = new();

    /// <summary>Appends one line of output for each record in the block that meets the conditions.</summary>
    public void Select(ReadOnlySpan<byte> block, ArrayBufferWriter<byte> output)
    {
        while (!block.IsEmpty)
        {
            int length;
            if (selection.Conditions.Length == 0)
            {
                Take(_parser.ParseFirst(block, out EveRecord record, out length), record, output);
            }
            else
            {
                length = block.IndexOf((byte)'\n');
                if (length < 0)
                    length = block.Length;
                TakeIf(block[..length], output);
            }

            block = block[Math.Min(length + 1, block.Length)..];
        }
    }

    /// <summary>Most lines that no condition can hold for show it unparsed.</summary>
    private void TakeIf(ReadOnlySpan<byte> line, ArrayBufferWriter<byte> output)
    {
        foreach (FieldCondition condition in selection.Conditions)
        {
            if (!condition.MayHold(line))
            {
                Counts.Unread++;
                return;
            }
        }

        Take(_parser.Parse(line, out EveRecord record), record, output);
    }

    private void Take(EveStatus status, in EveRecord record, ArrayBufferWriter<byte> output)
    {
        if (status == EveStatus.EmptyLine)
            return;
        if (status != EveStatus.Ok)
        {
            Counts.Reject(status);
            return;
        }

        Counts.Records++;
        foreach (FieldCondition condition in selection.Conditions)
            if (!condition.Holds(record, ref _scratch))
                return;
        _lines.Write(output, record);
    }
}
