using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Sidecar.Engine;

namespace Sidecar.Control;

/// <summary>What the control socket answers, by path. Each answer is JSON and ends with a newline, errors too.</summary>
internal sealed class ControlPages(LiveEngine live, string runDirectory)
{
    /// <summary>How long an answer waits for the engine before it tells of an earlier moment.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public void Map(WebApplication application)
    {
        application.MapGet("/status", Status);
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

    private async Task Status(HttpContext context)
    {
        Reading reading = await Reading.Take(live, Patience);
        await Answer(context, StatusCodes.Status200OK, json => StatusJson.Write(json, reading, runDirectory));
    }
}
