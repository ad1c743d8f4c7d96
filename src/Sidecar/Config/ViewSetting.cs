using Sidecar.Engine.Profiles;

namespace Sidecar.Config;

/// <summary>One option of a view: its word under the view's name, and how its text is read. What it means stands in views.yaml.</summary>
internal sealed record ViewSetting(string Word, Func<View, string> Show, ViewSetting.Setter Set)
{
    /// <summary>Gives back the changed view, or what is wrong with the text.</summary>
    public delegate View? Setter(View view, string text, out string? fault);

    /// <summary>In the order of the file.</summary>
    public static IReadOnlyList<ViewSetting> All { get; } =
    [
        new("enabled",
            view => view.Enabled ? "yes" : "no",
            (View view, string text, out string? fault) => IsOneOf(text, ["yes", "no", "true", "false"], out fault)
                ? view with { Enabled = text is "yes" or "true" } : null),
        new("kind",
            view => view.Kind == ViewKind.Service ? "service" : "actor",
            (View view, string text, out string? fault) => IsOneOf(text, ["service", "actor"], out fault)
                ? view with { Kind = text == "service" ? ViewKind.Service : ViewKind.Actor } : null),
        new("effect",
            view => view.Effect == ViewEffect.Exclude ? "exclude" : "mark",
            (View view, string text, out string? fault) => IsOneOf(text, ["exclude", "mark"], out fault)
                ? view with { Effect = text == "exclude" ? ViewEffect.Exclude : ViewEffect.Mark } : null),
        new("records",
            view => KeyList.Join(view.Records),
            (View view, string text, out string? fault) => Taken(view with { Records = KeyList.Split(text) }, out fault)),
        new("nameless",
            view => view.Nameless ? "yes" : "no",
            (View view, string text, out string? fault) => IsOneOf(text, ["yes", "no", "true", "false"], out fault)
                ? view with { Nameless = text is "yes" or "true" } : null),
        new("key",
            view => view.Key.ToString(),
            (View view, string text, out string? fault) => FieldChoice.TryParse(text, out FieldChoice? key, out fault) ? view with { Key = key } : null),
        new("distinct",
            view => KeyList.Join(view.Distinct.Select(choice => choice.ToString())), SetDistinct),
        new("sums",
            view => KeyList.Join(view.Sums),
            (View view, string text, out string? fault) => Taken(view with { Sums = KeyList.Split(text) }, out fault)),
        new("where",
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
