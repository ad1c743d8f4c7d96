using System.Text;
using Sidecar.Engine.Flows;
using Sidecar.Engine.Profiles;

namespace Sidecar.Tests.Profiles;

/// <summary>
/// The plainest window there is: it remembers every flow that ended and counts anew each time. What the profiles of a
/// <see cref="WindowRig"/> are compared with.
/// </summary>
internal sealed class WindowModel(long paneMicroseconds, int panes)
{
    private readonly List<(long Pane, FlowEnd End, IReadOnlyList<Said> Transactions)> _flows = [];

    public void End(long now, FlowEnd end, IReadOnlyList<Said> transactions) => _flows.Add((now / paneMicroseconds, end, transactions));

    /// <summary>A line a key: name and all numbers.</summary>
    public IReadOnlyList<string> Lines(long now)
    {
        var flows = _flows.Where(flow => flow.Pane > (now / paneMicroseconds) - panes).ToList();
        return
        [
            .. flows.SelectMany(flow => flow.Transactions).Select(said => said.Key).Distinct().Order(StringComparer.Ordinal)
                .Select(key => Line(key, [.. flows.Where(flow => flow.Transactions.Any(said => said.Key == key)).Select(flow => (flow.End, flow.Transactions))])),
        ];
    }

    /// <summary>The same of a snapshot, and of the flows that the window names for its keys now.</summary>
    public static IReadOnlyList<string> Lines(WindowSnapshot window, WindowEvidence? evidence = null) =>
        [.. window.Keys.Select(key => Line(Encoding.UTF8.GetString(key.Key), key.Records, key.Flows, key.Alerts, key.Sources, key.Features, evidence?.Of(key.Key).FlowIds ?? []))];

    private static string Line(string key, IReadOnlyList<(FlowEnd End, IReadOnlyList<Said> Transactions)> flows)
    {
        Said[] transactions = [.. flows.SelectMany(flow => flow.Transactions).Where(said => said.Key == key)];
        FlowEnd[] finished = [.. flows.Select(flow => flow.End).Where(end => end.Finished)];
        double[] distinct = [.. Enumerable.Range(0, 5).Select(field => (double)transactions.Select(said => said.Values[field]).Where(hash => hash != 0).Distinct().Count())];
        return Line(
            key, transactions.Length, finished.Length, flows.Count(flow => flow.End.Alerted), (long)distinct[0],
            [.. distinct, finished.Sum(end => end.BytesToServer), finished.Sum(end => end.BytesToClient), finished.Sum(end => end.PacketsToServer), finished.Sum(end => end.PacketsToClient)],
            [.. flows.Select(flow => flow.End.FlowId).Take(4)]);
    }

    private static string Line(string key, long records, long flows, long alerts, long sources, IEnumerable<double> features, IEnumerable<long> flowIds) =>
        $"{key}: {records} records, {flows} flows, {alerts} alerts, {sources} sources, {string.Join(' ', features)}, of {string.Join(' ', flowIds)}";
}
