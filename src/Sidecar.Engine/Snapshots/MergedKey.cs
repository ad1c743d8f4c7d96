using System.Text.Json;
using Sidecar.Engine.Profiles;
using Sidecar.Engine.Verdicts;

namespace Sidecar.Engine.Snapshots;

/// <summary>One key while exports are merged.</summary>
internal sealed class MergedKey(MergedView view)
{
    private readonly double[] _features = new double[view.Features.Count];
    private readonly DistinctCounter[] _distinct = [.. view.Distinct.Select(_ => new DistinctCounter(SketchText.ExactLimits))];
    private long _records;
    private long _flows;
    private long _alerts;
    private double _bytes;
    private bool _isExcluded;

    /// <summary>False when the sketches are missing or broken.</summary>
    public bool TryAdd(JsonElement line)
    {
        checked
        {
            _records += line.GetProperty("records").GetInt64();
            _flows += line.GetProperty("flows").GetInt64();
            _alerts += line.GetProperty("alerts").GetInt64();
        }

        _bytes = MergedView.Sum(_bytes, line.GetProperty("bytes"));
        _isExcluded |= line.GetProperty("excluded").GetBoolean();
        JsonElement features = line.GetProperty("features");
        for (int i = _distinct.Length; i < _features.Length; i++)
        {
            _features[i] = MergedView.Sum(_features[i], features.GetProperty(view.Features[i]));
        }

        if (!line.TryGetProperty("sketches", out JsonElement sketches))
        {
            return false;
        }

        for (int i = 0; i < _distinct.Length; i++)
        {
            if (!SketchText.TryRead(sketches.GetProperty(view.Distinct[i]).GetString(), view.Heap, out DistinctCounter counter))
            {
                return false;
            }

            _distinct[i].Merge(counter, view.Heap);
            counter.GiveBack(view.Heap);
            _features[i] = _distinct[i].Count;
        }

        return true;
    }

    public void Write(Utf8JsonWriter json, long time, string viewName, string rawKey)
    {
        json.WriteStartObject();
        VerdictJson.WriteTime(json, "timestamp", time);
        json.WriteString("view", viewName);
        json.WritePropertyName("key");
        json.WriteRawValue(rawKey, skipInputValidation: true);
        ProfileExport.WriteNumbers(json, _records, _flows, _bytes, _alerts);
        VerdictJson.WriteShares(json, new KeyShares(Part(_records, view.Records), Part(_bytes, view.Bytes), Part(_flows, view.Flows)));
        json.WriteStartObject("features");
        for (int i = 0; i < _features.Length; i++)
        {
            json.WriteNumber(view.Features[i], _features[i]);
        }

        json.WriteEndObject();
        json.WriteBoolean("excluded", _isExcluded);
        ProfileExport.WriteWindow(json, view.Records, view.Flows, view.Bytes);
        json.WriteStartObject("sketches");
        for (int i = 0; i < _distinct.Length; i++)
        {
            json.WriteString(view.Distinct[i], SketchText.Of(_distinct[i]));
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static double Part(double part, double whole) => whole > 0 ? part / whole : 0;
}
