using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Sidecar.Engine.Eve;
using Sidecar.Engine.Ingest;

namespace Sidecar.Engine.Extraction;

/// <summary>The keys and flows that verdict lines name, as the daemon and <c>replay</c> write them. One thread.</summary>
public sealed class VerdictKeys
{
    private const int Type = 0;
    private const int View = 1;
    private const int Key = 2;
    private const int Flows = 3;

    private readonly EveParser _parser = new(FieldTable.Compile(["event_type", "heavy_hitter.view", "heavy_hitter.key", "heavy_hitter.flow_ids"]));
    private readonly HashSet<(string View, string Key)> _known = [];
    private readonly List<ViewKey> _keys = [];
    private readonly HashSet<long> _flowIds = [];
    private byte[] _scratch = [];

    /// <summary>Each once.</summary>
    public IReadOnlyCollection<ViewKey> Keys => _keys;

    public IReadOnlyCollection<long> FlowIds => _flowIds;

    public long Verdicts { get; private set; }

    /// <summary>Lines that are no verdict: other records, and what is none.</summary>
    public long Others { get; private set; }

    /// <summary>Reads an input to its end.</summary>
    public void Read(PipeReader input) => RecordReader.ReadToEnd(input, Take);

    private void Take(ReadOnlySpan<byte> line)
    {
        EveStatus status = _parser.Parse(line, out EveRecord record);
        if (status == EveStatus.EmptyLine)
        {
            return;
        }

        if (status != EveStatus.Ok || !record.TryGetText(Type, out EveText type) || !type.Is("heavy_hitter"u8)
            || !record.TryGetText(View, out EveText view) || !record.TryGetText(Key, out EveText key))
        {
            Others++;
            return;
        }

        Verdicts++;
        string name = Encoding.UTF8.GetString(view.Canonical(ref _scratch));
        byte[] bytes = key.Canonical(ref _scratch).ToArray();
        if (_known.Add((name, Convert.ToHexString(bytes))))
        {
            _keys.Add(new ViewKey(name, bytes));
        }

        TakeFlows(record.RawValue(Flows));
    }

    /// <param name="array">JSON that the parser accepted, or nothing.</param>
    private void TakeFlows(ReadOnlySpan<byte> array)
    {
        Utf8JsonReader reader = new(array.IsEmpty ? "[]"u8 : array);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out long flowId))
            {
                _flowIds.Add(flowId);
            }
        }
    }
}
