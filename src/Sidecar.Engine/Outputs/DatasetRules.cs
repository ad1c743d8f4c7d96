using Sidecar.Engine.Profiles;

namespace Sidecar.Engine.Outputs;

/// <summary>Which views Suricata may be told of.</summary>
public static class DatasetRules
{
    /// <summary>What is wrong with the choice, a line each; nothing is asked of a choice that is not used.</summary>
    public static IEnumerable<string> Faults(DatasetOptions options, IReadOnlyList<View> views)
    {
        if (options.Socket.Length == 0)
        {
            yield break;
        }

        foreach (string fault in SuricataCommands.PathFaults("datasets.socket", options.Socket))
        {
            yield return fault;
        }

        foreach (string name in options.Views)
        {
            View? view = views.FirstOrDefault(view => view.Name == name);
            if (view is null)
            {
                yield return $"datasets.views: there is no view '{name}'";
            }
            else if (Dataset.Of(view) is null)
            {
                yield return $"datasets.views: the keys of '{name}' fit into no dataset; those of {string.Join(", ", Dataset.All.Select(dataset => dataset.Field))} do";
            }
            else if (view.Effect != ViewEffect.Exclude)
            {
                yield return $"datasets.views: '{name}' only marks, so that Suricata would be told nothing";
            }
            else if (view.Where is not null)
            {
                yield return $"datasets.views: '{name}' has a condition, which a dataset cannot hold: Suricata would leave out more than the view";
            }
        }
    }
}
