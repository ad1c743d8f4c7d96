using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Sidecar.Control;

/// <summary>
/// The instruments as Prometheus reads them (text format 0.0.4). A name's points become underscores, the unit and
/// <c>_total</c> go behind it, as OpenTelemetry lays down. OpenTelemetry's exporter for this format is a preview, and
/// prometheus-net keeps a registry of its own beside the framework's instruments; this needs neither.
/// </summary>
internal sealed class PrometheusText : IDisposable
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly Instruments _instruments = new("eve_sidecar.text");
    private readonly MeterListener _listener = new();
    private readonly SortedDictionary<string, StringBuilder> _families = new(StringComparer.Ordinal);

    public PrometheusText()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (_instruments.Has(instrument))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value.ToString(CultureInfo.InvariantCulture), tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value.ToString("R", CultureInfo.InvariantCulture), tags));
        _listener.Start();
    }

    /// <summary>All figures of the reading; called by any thread.</summary>
    public string Write(Reading reading)
    {
        lock (_families)
        {
            _families.Clear();
            _instruments.Reading = reading;
            _listener.RecordObservableInstruments();
            StringBuilder all = new();
            foreach (StringBuilder family in _families.Values)
            {
                all.Append(family);
            }

            return all.ToString();
        }
    }

    public void Dispose()
    {
        _listener.Dispose();
        _instruments.Dispose();
    }

    private void Add(Instrument instrument, string value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        bool isCounter = instrument is ObservableCounter<long> or ObservableCounter<double>;
        string name = NameOf(instrument, isCounter);
        if (!_families.TryGetValue(name, out StringBuilder? family))
        {
            family = new StringBuilder();
            family.Append(CultureInfo.InvariantCulture, $"# HELP {name} {Escape(instrument.Description ?? "")}\n");
            family.Append(CultureInfo.InvariantCulture, $"# TYPE {name} {(isCounter ? "counter" : "gauge")}\n");
            _families.Add(name, family);
        }

        family.Append(name);
        for (int i = 0; i < tags.Length; i++)
        {
            family.Append(i == 0 ? '{' : ',').Append(tags[i].Key).Append("=\"").Append(Escape(tags[i].Value?.ToString() ?? "").Replace("\"", "\\\"", StringComparison.Ordinal)).Append('"');
        }

        family.Append(tags.Length > 0 ? "} " : " ").Append(value).Append('\n');
    }

    private static string NameOf(Instrument instrument, bool isCounter)
    {
        string unit = instrument.Unit switch
        {
            "s" => "_seconds",
            "By" => "_bytes",
            _ => "",
        };
        return $"{instrument.Name.Replace('.', '_')}{unit}{(isCounter ? "_total" : "")}";
    }

    private static string Escape(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
