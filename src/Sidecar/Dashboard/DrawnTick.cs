using System.Buffers;
using System.Text.Json;
using Sidecar.Engine.Verdicts;
using Sidecar.Report;

namespace Sidecar.Dashboard;

/// <summary>A tick as browsers get it: many ask, and it takes a look at each of its keys, so it is made once. Immutable.</summary>
/// <param name="Summary">See <see cref="TickJson"/>.</param>
/// <param name="Points">See <see cref="PointCloud"/>.</param>
internal sealed record DrawnTick(TickResult Tick, byte[] Summary, byte[] Points)
{
    public static DrawnTick Of(TickResult tick)
    {
        Clustering clusters = Clustering.Of(tick);
        ArrayBufferWriter<byte> summary = new();
        using (Utf8JsonWriter json = new(summary))
        {
            TickJson.Write(json, tick, clusters);
        }

        return new DrawnTick(tick, summary.WrittenSpan.ToArray(), PointCloud.Of(clusters));
    }
}
