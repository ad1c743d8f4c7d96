using System.Text.RegularExpressions;
using Sidecar.Engine.Eve;
using Sidecar.Engine.Flows;

namespace Sidecar.Engine.Profiles;

/// <summary>What a view may be: the bounds that hold whatever the configuration says.</summary>
public static partial class ViewRules
{
    /// <summary>A transaction carries its view's number in a byte, and each view costs time at every record.</summary>
    public const int MaxViews = 32;

    /// <summary>Distinct fields, and numbers of the record that are summed, in one view.</summary>
    public const int MaxValues = TransactionValues.Capacity;

    /// <summary>What is wrong with a view; empty when nothing is.</summary>
    public static IReadOnlyList<string> Faults(View view)
    {
        ArgumentNullException.ThrowIfNull(view);
        List<string> faults = [];
        Expect(NamePattern().IsMatch(view.Name), "a name has 1 to 40 small letters, digits and hyphens");
        Expect(view.Records.Count > 0, "records: no type is named, for example http");
        foreach (string type in view.Records)
        {
            Expect(type is not ("stats" or "netflow" or "other" or ""), $"records: {type} cannot be profiled{(type == "netflow" ? ", flow has the same and both directions" : "")}");
        }

        Expect(view.Records.Count == 1 || !view.Records.Contains("flow"), "records: flow stands alone, since other records wait for it");
        Expect(!view.Nameless || view.Records is ["flow"], "nameless: only a view of flow records can be");
        int values = view.Distinct.Count + new ViewShape(view).OwnSums.Count;
        Expect(values <= MaxValues, $"{values} fields are counted or summed, at most {MaxValues} can be (flows, records and flow.* do not count)");
        Expect(view.Features.Count > 0, "distinct, sums: there is nothing to learn from");
        Expect(view.Features.Distinct().Count() == view.Features.Count, "distinct, sums: a field stands there twice");
        Expect(!view.Distinct.Any(choice => choice.IsJoined), "distinct: only a key puts fields together");
        foreach (string? fault in new ViewShape(view).OwnSums.Select(FieldPath.FaultOf).Where(fault => fault is not null))
        {
            faults.Add($"sums: {fault}");
        }

        if (view.Effect == ViewEffect.Exclude)
        {
            Expect(!view.Records.Contains("alert"), "effect: an alert is never excluded, only marked");
            Expect(new ViewShape(view).CountsSources || view.Key.IsOnly("src_ip"), "effect: to exclude, src_ip must be among the distinct fields, since sources decide who may be excluded");
        }

        return faults;

        void Expect(bool holds, string fault)
        {
            if (!holds)
            {
                faults.Add(fault);
            }
        }
    }

    /// <summary>What is wrong with the views together; empty when nothing is.</summary>
    public static IReadOnlyList<string> Faults(IReadOnlyList<View> views)
    {
        View[] enabled = [.. views.Where(view => view.Enabled)];
        if (enabled.Length is 0 or > MaxViews)
        {
            return [$"{enabled.Length} views are enabled, 1 to {MaxViews} can be"];
        }

        int fields = FieldSlots.CountOf(enabled);
        return fields > FieldTable.MaxPaths ? [$"the engine and its views read {fields} fields, at most {FieldTable.MaxPaths} can be"] : [];
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,39}$")]
    private static partial Regex NamePattern();
}
