using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using Sidecar.Engine;

namespace Sidecar.Control;

/// <summary>
/// Sends the instruments to a collector, by OTLP over HTTP, after each interval and once at the end. On a task of its own:
/// a collector that is slow or gone holds up the next sending and nothing else, and is said once.
/// </summary>
internal sealed class OtlpSender : IDisposable
{
    /// <summary>Where a collector takes metrics when an address names no path.</summary>
    private const string Path = "v1/metrics";

    /// <summary>How long one sending may take; the last one holds up the end of the sidecar.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(3);

    private readonly LiveEngine _live;
    private readonly Uri _endpoint;
    private readonly TimeSpan _interval;
    private readonly Action<string> _say;
    private readonly Instruments _instruments = new(Instruments.MeterName);
    private readonly MeterProvider _provider;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _task;
    private bool _isTaken = true;

    /// <param name="say">Takes a line for a person, when the collector stops taking the figures and when it takes them again.</param>
    public OtlpSender(LiveEngine live, MetricsOptions options, Action<string> say)
    {
        _live = live;
        _endpoint = Endpoint(options.OtlpEndpoint);
        _interval = TimeSpan.FromSeconds(options.OtlpIntervalSeconds);
        _say = say;
        OtlpMetricExporter exporter = new(new OtlpExporterOptions
        {
            Endpoint = _endpoint,
            Protocol = OtlpExportProtocol.HttpProtobuf,
            TimeoutMilliseconds = (int)s_patience.TotalMilliseconds,
        });
        _provider = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(ResourceBuilder.CreateDefault().AddService("eve-sidecar", serviceVersion: Reading.Version, serviceInstanceId: Environment.MachineName))
            .AddMeter(Instruments.MeterName)
            // Collects when it is told to, as soon as there is a reading: its own beat would not wait for one.
            .AddReader(new BaseExportingMetricReader(exporter))
            .Build();
        _task = Task.Run(Run);
    }

    /// <summary>The address with the path for metrics, if it names none.</summary>
    public static Uri Endpoint(string address)
    {
        Uri uri = new(address);
        return uri.AbsolutePath == "/" ? new Uri(uri, Path) : uri;
    }

    public void Dispose()
    {
        _end.Cancel();
        _task.GetAwaiter().GetResult();
        _provider.Dispose();
        _instruments.Dispose();
        _end.Dispose();
    }

    private async Task Run()
    {
        while (true)
        {
            await Task.WhenAny(Task.Delay(_interval, _end.Token));
            _instruments.Reading = await Reading.Take(_live, ControlPages.Patience);
            if (_end.IsCancellationRequested)
            {
                // The provider sends what there is once more when it is disposed.
                return;
            }

            bool isTaken = _provider.ForceFlush((int)s_patience.TotalMilliseconds);
            if (isTaken != _isTaken)
            {
                _isTaken = isTaken;
                _say(isTaken ? $"metrics: {_endpoint} takes them again" : $"metrics: {_endpoint} does not take them; tried again every {_interval.TotalSeconds:0} s");
            }
        }
    }
}
