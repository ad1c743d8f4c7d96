using Sidecar.Engine.Profiles;

namespace Sidecar.Config;

/// <summary>One option of a view: its word under the view's name, what it means, and how its text is read.</summary>
internal sealed record ViewSetting(string Word, string Unit, string Help, Func<View, string> Show, ViewSetting.Setter Set)
{
    /// <summary>Gives back the changed view, or what is wrong with the text.</summary>
    public delegate View? Setter(View view, string text, out string? fault);

    /// <summary>In the order of the file.</summary>
    public static IReadOnlyList<ViewSetting> All { get; } =
    [
        new("enabled", "yes or no", "Whether the view is profiled.",
            view => view.Enabled ? "yes" : "no",
            (View view, string text, out string? fault) => IsOneOf(text, ["yes", "no", "true", "false"], out fault)
                ? view with { Enabled = text is "yes" or "true" } : null),
        new("kind", "service or actor", "What its keys are: a crowd vouches for a service, never for an actor.",
            view => view.Kind == ViewKind.Service ? "service" : "actor",
            (View view, string text, out string? fault) => IsOneOf(text, ["service", "actor"], out fault)
                ? view with { Kind = text == "service" ? ViewKind.Service : ViewKind.Actor } : null),
        new("effect", "exclude or mark", "Whether the records of its heavy hitters are excluded, or they are only named.",
            view => view.Effect == ViewEffect.Exclude ? "exclude" : "mark",
            (View view, string text, out string? fault) => IsOneOf(text, ["exclude", "mark"], out fault)
                ? view with { Effect = text == "exclude" ? ViewEffect.Exclude : ViewEffect.Mark } : null),
        new("records", "list of event types", "Types of its records. A flow counts when it ends, whatever else waits for the end of its flow.",
            view => KeyList.Join(view.Records),
            (View view, string text, out string? fault) => Taken(view with { Records = KeyList.Split(text) }, out fault)),
        new("nameless", "yes or no", "With records: flow, only flows of which no other service view has a key.",
            view => view.Nameless ? "yes" : "no",
            (View view, string text, out string? fault) => IsOneOf(text, ["yes", "no", "true", "false"], out fault)
                ? view with { Nameless = text is "yes" or "true" } : null),
        new("key", "field", "FIELD, or FIELD else FIELD (the first that is there), or FIELD + FIELD (put together).",
            view => view.Key.ToString(),
            (View view, string text, out string? fault) => FieldChoice.TryParse(text, out FieldChoice? key, out fault) ? view with { Key = key } : null),
        new("distinct", "list of fields", "Fields whose distinct values are counted; FIELD else FIELD is the first that is there.",
            view => KeyList.Join(view.Distinct.Select(choice => choice.ToString())), SetDistinct),
        new("sums", "list of names", "flows, records, flow.bytes, flow.pkts (both ways), flow.bytes_toserver and so on, and numbers of the record itself.",
            view => KeyList.Join(view.Sums),
            (View view, string text, out string? fault) => Taken(view with { Sums = KeyList.Split(text) }, out fault)),
        new("where", "FIELD=VALUE or FIELD=VALUE|VALUE", "Which of the records count; all when nothing is said.",
            view => view.Where?.ToString() ?? "", SetWhere),
    ];

    private static View? SetDistinct(View view, string text, out string? fault)
    {
        List<FieldChoice> fields = [];
        foreach (string field in KeyList.Split(text))
        {
            if (!FieldChoice.TryParse(field, out FieldChoice? choice, out fault))
            {
                return null;
            }

            fields.Add(choice);
        }

        return Taken(view with { Distinct = fields }, out fault);
    }

    private static View? SetWhere(View view, string text, out string? fault)
    {
        if (text.Length == 0)
        {
            return Taken(view with { Where = null }, out fault);
        }

        return ViewCondition.TryParse(text, out ViewCondition? where, out fault) ? view with { Where = where } : null;
    }

    private static View Taken(View view, out string? fault)
    {
        fault = null;
        return view;
    }

    private static bool IsOneOf(string text, string[] known, out string? fault)
    {
        fault = known.Contains(text) ? null : $"'{text}' is none of {string.Join(", ", known)}";
        return fault is null;
    }
}
