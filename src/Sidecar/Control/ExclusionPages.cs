using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Sidecar.Cli;
using Sidecar.Engine;
using Sidecar.Engine.Eve;
using Sidecar.Engine.Verdicts;

namespace Sidecar.Control;

/// <summary>
/// Lists exclusions and takes commands about them. Keys are the attacker's: JSON strings of printable ASCII. There may be
/// a hundred thousand: what is asked of the engine is the list; who wants a part of it gets that from this thread.
/// </summary>
/// <param name="kept">How long a list serves whoever asks; each is asked for anew when nothing is said, and after a change.</param>
internal sealed class ExclusionPages(LiveEngine live, EngineOptions options, TimeSpan kept = default)
{
    private const long LongestLifeSeconds = 30 * 86_400;

    private const int MostListed = 10_000;

    private const int LongestMatch = 200;

    /// <summary>
    /// A person's word is written to disk before it is answered, which takes seconds on a busy one, and is carried out also
    /// when the answer came too late; less than what the client waits.
    /// </summary>
    private static readonly TimeSpan s_commandPatience = TimeSpan.FromSeconds(8);

    private readonly string[] _views = [.. options.Views.Where(view => view.Enabled).Select(view => view.Name)];
    private readonly Lock _lock = new();
    private Task<IReadOnlyList<ExclusionStats>>? _latest;
    private long _latestUntil;

    public void Map(WebApplication application)
    {
        application.MapGet("/exclusions", List);
        application.MapPost("/exclusions", Change);
    }

    private async Task List(HttpContext context)
    {
        string? counted = context.Request.Query["count"];
        int count = MostListed;
        if (counted is not null && (!int.TryParse(counted, NumberStyles.None, CultureInfo.InvariantCulture, out count) || count is < 1 or > MostListed))
        {
            await ControlPages.AnswerError(context, StatusCodes.Status400BadRequest, $"count is 1 to {MostListed}");
            return;
        }

        if (Ask() is not { } asked || await ControlPages.Within(asked) is not { } all)
        {
            await ControlPages.AnswerBusy(context);
            return;
        }

        string? view = context.Request.Query["view"];
        string match = context.Request.Query["match"].ToString();
        ExclusionStats[] wanted = [.. all.Where(one => (view is null || one.View == view) && Matches(one, match))];
        await ControlPages.Answer(context, StatusCodes.Status200OK, json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("exclusions");
            foreach (ExclusionStats one in counted is null ? wanted : Heaviest(wanted, count))
            {
                Write(json, one);
            }

            json.WriteEndArray();
            json.WriteNumber("exclusions_in_all", wanted.Length);
            json.WriteEndObject();
        });
    }

    private Task<IReadOnlyList<ExclusionStats>>? Ask()
    {
        lock (_lock)
        {
            long now = Environment.TickCount64;
            if (_latest is null or { IsFaulted: true } or { IsCanceled: true } || now >= _latestUntil)
            {
                (_latest, _latestUntil) = (live.TryListExclusions(), now + (long)kept.TotalMilliseconds);
            }

            return _latest;
        }
    }

    private void Forget()
    {
        lock (_lock)
        {
            _latest = null;
        }
    }

    /// <summary>All about which a person said something, which are few, and so many of the others.</summary>
    public static IEnumerable<ExclusionStats> Heaviest(ExclusionStats[] all, int count) =>
        all.Where(one => one.ByHand is not null).Concat(all.Where(one => one.ByHand is null).OrderByDescending(one => one.Share).Take(count));

    private static bool Matches(ExclusionStats one, string match) => match.Length == 0
        || one.View.Contains(match, StringComparison.OrdinalIgnoreCase)
        || Printable.Line(Encoding.UTF8.GetString(one.Key)).Contains(match.Length > LongestMatch ? match[..LongestMatch] : match, StringComparison.OrdinalIgnoreCase);

    private async Task Change(HttpContext context)
    {
        if (await Read(context.Request) is not { } request || !HandActions.TryParse(request.Action ?? "", out HandAction action) || KeyOf(request.Key) is not { } key)
        {
            await Answer(context, StatusCodes.Status400BadRequest, new ExclusionAnswer("not_understood", "expected {\"action\":\"add\"|\"remove\"|\"pin\"|\"never\",\"view\":\"...\",\"key\":\"...\"}", null));
            return;
        }

        string? view = request.View ?? (_views.Length == 1 ? _views[0] : null);
        long life = request.LifeSeconds ?? options.Exclusions.LifeSeconds;
        if (view is null || life is < 1 or > LongestLifeSeconds)
        {
            string error = view is null ? $"say which view: {string.Join(", ", _views)}" : "an exclusion lasts 1 s to 30 d";
            await Answer(context, StatusCodes.Status400BadRequest, new ExclusionAnswer("not_understood", error, null));
            return;
        }

        HandAnswer? answer = await ControlPages.Within(live.Apply(view, new HandCommand(action, key, life)), s_commandPatience);
        Forget();
        if (answer is null)
        {
            await ControlPages.AnswerBusy(context);
            return;
        }

        string outcome = StatsJson.Name(answer.Outcome.ToString());
        await (answer.Outcome switch
        {
            HandOutcome.Done => Answer(context, StatusCodes.Status200OK, new ExclusionAnswer(outcome, null, answer.NotSaved)),
            HandOutcome.NoSuchView => Answer(context, StatusCodes.Status404NotFound, new ExclusionAnswer(outcome, $"there is no view '{view}'; there are {string.Join(", ", _views)}", null)),
            HandOutcome.NotThere => Answer(context, StatusCodes.Status404NotFound, new ExclusionAnswer(outcome, "the key is not excluded, nor was anything said about it", null)),
            HandOutcome.NoSuchKey => Answer(context, StatusCodes.Status400BadRequest, new ExclusionAnswer(outcome, $"a key has 1 to {options.Profiles.MaxKeyBytes} bytes", null)),
            _ => Answer(context, StatusCodes.Status409Conflict, new ExclusionAnswer(outcome, $"something was said about {options.Exclusions.MaxByHand} keys already (exclusions.max-by-hand); remove some", null)),
        });
    }

    private static Task Answer(HttpContext context, int code, ExclusionAnswer answer) =>
        ControlPages.Answer(context, code, json => JsonSerializer.Serialize(json, answer, ControlJson.Default.ExclusionAnswer));

    private static async Task<ExclusionRequest?> Read(HttpRequest request)
    {
        try
        {
            return await JsonSerializer.DeserializeAsync(request.Body, ControlJson.Default.ExclusionRequest);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static byte[]? KeyOf(JsonElement key) =>
        key.ValueKind == JsonValueKind.String ? KeyJson.Decode(JsonMarshal.GetRawUtf8Value(key)[1..^1]) : null;

    private static void Write(Utf8JsonWriter json, ExclusionStats one)
    {
        json.WriteStartObject();
        json.WriteString("view", one.View);
        json.WritePropertyName("key");
        json.WriteRawValue(KeyJson.ToJson(one.Key), skipInputValidation: true);
        json.WriteBoolean("excluded", one.IsExcluded);
        if (one.ByHand is HandAction action)
        {
            json.WriteString("by_hand", HandActions.Name(action));
        }

        StatsJson.WriteTime(json, "since", one.Since);
        if (one.Expires is long expires)
        {
            StatsJson.WriteTime(json, "expires", expires);
        }

        json.WriteNumber("share", one.Share);
        json.WriteString("reason", one.Reason);
        json.WriteEndObject();
    }
}
