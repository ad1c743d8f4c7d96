using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Sidecar.Engine;

namespace Sidecar.Control;

/// <summary>What the control socket answers, by path. Each answer but the metrics is JSON, errors too.</summary>
internal sealed class ControlPages(LiveEngine live, EngineOptions options, string runDirectory) : IDisposable
{
    /// <summary>How long an answer waits for the engine before it tells of an earlier moment.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly PrometheusText _metrics = new();

    public void Map(WebApplication application)
    {
        application.MapGet("/metrics", Metrics);
        application.MapGet("/status", Status);
        new ExclusionPages(live, options).Map(application);
        new FlowPages(live).Map(application);
    }

    /// <summary>Writes one JSON value as the whole answer.</summary>
    public static async Task Answer(HttpContext context, int code, Action<Utf8JsonWriter> write)
    {
        context.Response.StatusCode = code;
        context.Response.ContentType = "application/json";
        using (Utf8JsonWriter json = new(context.Response.BodyWriter))
        {
            write(json);
        }

        context.Response.BodyWriter.Write("\n"u8);
        await context.Response.BodyWriter.FlushAsync();
    }

    /// <summary>The engine did not come to it in time, ends, or too many ask.</summary>
    public static Task AnswerBusy(HttpContext context) =>
        AnswerError(context, StatusCodes.Status503ServiceUnavailable, "the engine is busy or ends; ask again");

    public static Task AnswerError(HttpContext context, int code, string error) => Answer(context, code, json =>
    {
        json.WriteStartObject();
        json.WriteString("error", error);
        json.WriteEndObject();
    });

    /// <summary>The engine's answer, or nothing when it does not come within <see cref="Patience"/>.</summary>
    public static Task<T?> Within<T>(Task<T> answer)
        where T : class? => Within(answer, Patience);

    /// <summary>The engine's answer, or nothing when it does not come in time.</summary>
    public static async Task<T?> Within<T>(Task<T> answer, TimeSpan patience)
        where T : class?
    {
        await Task.WhenAny(answer, Task.Delay(patience));
        return answer.IsCompletedSuccessfully ? await answer : null;
    }

    public void Dispose() => _metrics.Dispose();

    private async Task Metrics(HttpContext context)
    {
        string text = _metrics.Write(await Reading.Take(live, Patience));
        context.Response.ContentType = PrometheusText.ContentType;
        await context.Response.WriteAsync(text);
    }

    private async Task Status(HttpContext context)
    {
        Reading reading = await Reading.Take(live, Patience);
        await Answer(context, StatusCodes.Status200OK, json => StatusJson.Write(json, reading, runDirectory));
    }
}
