using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Sidecar.Control;
using Sidecar.Engine;
using Sidecar.Engine.Verdicts;

namespace Sidecar.Dashboard;

/// <summary>
/// What the page asks for. Ticks are immutable: pictures are made of them on the pool's threads, once for all browsers.
/// Exclusions are listed and changed by the very pages of the control socket.
/// </summary>
internal sealed class DashboardPages(LiveEngine live, EngineOptions options, string runDirectory, DashboardGate gate, Timeline timeline) : IDisposable
{
    /// <summary>Ticks drawn at the same time; who comes then asks again.</summary>
    private const int MaxDrawing = 2;

    /// <summary>One look through the flows serves all browsers for so long.</summary>
    private static readonly TimeSpan s_flowsKept = TimeSpan.FromSeconds(20);

    /// <summary>The same of the exclusions.</summary>
    private static readonly TimeSpan s_exclusionsKept = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, DrawnTick> _drawn = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _drawing = new(MaxDrawing);

    public void Map(WebApplication application)
    {
        DashboardAssets.Map(application);
        application.MapGet("/live", Live);
        application.MapGet("/history", History);
        application.MapGet("/views/{view}", View);
        application.MapGet("/views/{view}/points", Points);
        application.MapGet("/views/{view}/keys/{number:int}", Key);
        new ExclusionPages(live, options, s_exclusionsKept).Map(application);
        new FlowPages(live, s_flowsKept).Map(application);
    }

    public void Dispose() => _drawing.Dispose();

    private async Task Live(HttpContext context)
    {
        Reading reading = await Reading.Take(live, ControlPages.Patience);
        await ControlPages.Answer(context, StatusCodes.Status200OK, json => LiveJson.Write(json, reading, runDirectory, gate));
    }

    private Task History(HttpContext context)
    {
        long since = long.TryParse(context.Request.Query["since"], CultureInfo.InvariantCulture, out long number) ? number : 0;
        return ControlPages.Answer(context, StatusCodes.Status200OK, json => timeline.Write(json, since));
    }

    private async Task View(HttpContext context)
    {
        if (await Draw(context) is DrawnTick drawn)
        {
            await ControlPages.Answer(context, StatusCodes.Status200OK, json => json.WriteRawValue(drawn.Summary, skipInputValidation: true));
        }
    }

    private async Task Points(HttpContext context)
    {
        if (await Draw(context) is DrawnTick drawn)
        {
            context.Response.ContentType = "application/octet-stream";
            context.Response.Headers["Tick"] = drawn.Tick.Model.Tick.ToString(CultureInfo.InvariantCulture);
            context.Response.ContentLength = drawn.Points.Length;
            await context.Response.Body.WriteAsync(drawn.Points);
        }
    }

    /// <summary>The latest tick of a view as it is shown; or nothing, and that is answered.</summary>
    private async Task<DrawnTick?> Draw(HttpContext context)
    {
        if (Find(context) is not TickResult tick)
        {
            await AnswerNothing(context);
            return null;
        }

        if (!await _drawing.WaitAsync(ControlPages.Patience))
        {
            await ControlPages.AnswerBusy(context);
            return null;
        }

        try
        {
            string view = tick.Window.View.Name;
            if (!_drawn.TryGetValue(view, out DrawnTick? drawn) || drawn.Tick != tick)
            {
                drawn = DrawnTick.Of(tick);
                _drawn[view] = drawn;
            }

            return drawn;
        }
        finally
        {
            _drawing.Release();
        }
    }

    /// <summary>A key of another tick than the latest is no mistake of who asks: ticks end while a page is looked at.</summary>
    private Task Key(HttpContext context)
    {
        if (Find(context) is not TickResult tick)
        {
            return AnswerNothing(context);
        }

        if (context.Request.Query["tick"] != tick.Model.Tick.ToString(CultureInfo.InvariantCulture))
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        }

        int number = int.TryParse((string?)context.Request.RouteValues["number"], CultureInfo.InvariantCulture, out int parsed) ? parsed : -1;
        return number >= 0 && number < tick.Sifted.Candidates.Count
            ? ControlPages.Answer(context, StatusCodes.Status200OK, json => TickJson.WriteKey(json, tick, number))
            : AnswerNothing(context);
    }

    private TickResult? Find(HttpContext context) =>
        live.LatestReport?.Latest.FirstOrDefault(tick => tick.Window.View.Name == (string?)context.Request.RouteValues["view"]);

    private static Task AnswerNothing(HttpContext context) => ControlPages.Answer(context, StatusCodes.Status404NotFound, json =>
    {
        json.WriteStartObject();
        json.WriteString("error", "no such view, or no tick of it yet, or not of this key");
        json.WriteEndObject();
    });
}
