using System.Text.Json;

namespace Sidecar.Benchmarks;

/// <summary>Asks what page.js asks, as often: a round a second, the flows twice a minute, a view when it has a new tick.</summary>
internal sealed class PageClient(string url) : IDisposable
{
    private static readonly TimeSpan s_beat = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_flowsEvery = TimeSpan.FromSeconds(30);

    private readonly HttpClient _client = new() { BaseAddress = new Uri(url) };
    private long _next;
    private long _tick = -1;
    private int _questions;

    /// <returns>How many questions it asked.</returns>
    public async Task<int> Look(CancellationToken end)
    {
        foreach (string part in (string[])["", "assets/page.js", "assets/uPlot.esm.js"])
        {
            await Ask(part);
        }

        DateTime flows = DateTime.MinValue;
        while (!end.IsCancellationRequested)
        {
            JsonElement live = await Json("live");
            _next = (await Json($"history?since={_next}")).GetProperty("next").GetInt64();
            if (DateTime.UtcNow - flows > s_flowsEvery)
            {
                flows = DateTime.UtcNow;
                await Ask("flows?count=5");
            }

            await LookAtView(live.GetProperty("ticks"));
            await Ask("exclusions?count=200");
            await Task.WhenAny(Task.Delay(s_beat, end));
        }

        return _questions;
    }

    public void Dispose() => _client.Dispose();

    /// <summary>The first view, as the page opens.</summary>
    private async Task LookAtView(JsonElement ticks)
    {
        if (ticks.EnumerateArray().FirstOrDefault() is { ValueKind: JsonValueKind.Object } first && first.GetProperty("tick").GetInt64() is long tick && tick != _tick)
        {
            _tick = tick;
            string view = first.GetProperty("view").GetString()!;
            await Ask($"views/{view}");
            await Ask($"views/{view}/points");
        }
    }

    private async Task<JsonElement> Json(string path) => JsonDocument.Parse(await Ask(path)).RootElement;

    private async Task<byte[]> Ask(string path)
    {
        _questions++;
        return await _client.GetByteArrayAsync(new Uri(path, UriKind.Relative));
    }
}
