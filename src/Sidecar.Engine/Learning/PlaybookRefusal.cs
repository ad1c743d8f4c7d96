using Sidecar.Engine.Profiles;

namespace Sidecar.Engine.Learning;

/// <summary>
/// Why the playbook cannot be played with a table: the reference method asks for at least as many keys as components,
/// where the live engine makes do with fewer. Pure function; the sentence is for the one who typed the command.
/// </summary>
public static class PlaybookRefusal
{
    /// <summary>Null when the table and the options fit.</summary>
    public static string? Find(PlaybookTable table, LearningOptions options)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(options);
        int keys = table.Features.Keys.Count;
        int features = table.Features.Features.Count;
        if (table.Transactions == 0)
            return "the input holds no transaction record of the view's type: nothing to profile.";
        if (table.Flows == 0)
            return "the input holds no flow record to join with: let Suricata write the type flow, and let it run to its end.";
        if (table.Joined == 0)
            return $"none of {table.Transactions} transactions has a flow record of its flow_id among {table.Flows}: nothing to profile.";
        if (keys == 0)
            return $"none of {table.Joined} joined records has the view's key: nothing to profile.";
        if (options.Components > features)
            return $"{options.Components} components are wanted of {features} features: ask for at most {features}.";
        if (options.Components > keys)
            return $"{options.Components} components need at least as many keys, the input has {keys}: ask for fewer components or give more input.";
        return null;
    }
}
