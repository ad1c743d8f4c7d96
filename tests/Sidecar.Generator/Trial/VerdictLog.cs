using System.Globalization;
using System.Text.Json;
using Sidecar.Engine.Outputs;

namespace Sidecar.Generator.Trial;

/// <summary>Reads the verdicts of an engine as anybody would: out of their lines.</summary>
internal sealed class VerdictLog : IVerdictSink
{
    private readonly List<Said> _said = [];

    public IReadOnlyList<Said> Said => _said;

    public void Write(ReadOnlyMemory<byte> line)
    {
        using JsonDocument verdict = JsonDocument.Parse(line);
        JsonElement body = verdict.RootElement.GetProperty("heavy_hitter");
        string time = verdict.RootElement.GetProperty("timestamp").GetString()!;
        DateTimeOffset at = DateTimeOffset.ParseExact(time, "yyyy-MM-dd'T'HH:mm:ss.ffffffzzz", CultureInfo.InvariantCulture);
        long microseconds = (at - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        _said.Add(new Said(
            microseconds - EveWriter.Epoch, Text(body, "action"), Text(body, "view"), Text(body, "key"), Text(body, "reason")));
    }

    public void Dispose()
    {
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
