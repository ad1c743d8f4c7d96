namespace Sidecar.Report;

/// <summary>All pictures of one view, step by step; none where there are too few keys to see anything.</summary>
/// <param name="Table">Raw and scaled lines.</param>
/// <param name="Components">By the first two components, and by the first and the third.</param>
/// <param name="Traffic">To the server and to the client, in bytes and in packets.</param>
internal sealed record ViewPictures(IReadOnlyList<Picture> Table, IReadOnlyList<Picture> Components, IReadOnlyList<Picture> Traffic)
{
    private static readonly (string Name, string Across, string Up)[] s_pairs =
    [
        ("4-bytes", "flow.bytes_toserver", "flow.bytes_toclient"),
        ("5-packets", "flow.pkts_toserver", "flow.pkts_toclient"),
        ("4-packets-bytes", "flow.pkts", "flow.bytes"),
    ];

    public IEnumerable<Picture> All => [.. Table, .. Components, .. Traffic];

    public static ViewPictures Of(Clustering clusters)
    {
        if (clusters.Explained.Count < 2 || clusters.Keys < 2)
        {
            return new ViewPictures([], [], []);
        }

        int[] drawn = DrawnKeys.Of(clusters);
        string[] features = [.. clusters.Features];
        return new ViewPictures(
            [LinesPicture.Draw(clusters, drawn, scaled: false), LinesPicture.Draw(clusters, drawn, scaled: true)],
            [.. Enumerable.Range(1, Math.Min(2, clusters.Explained.Count - 1)).Select(second => ScatterPicture.Components(clusters, drawn, 0, second))],
            [
                .. from pair in s_pairs
                   let across = Array.IndexOf(features, pair.Across)
                   let up = Array.IndexOf(features, pair.Up)
                   where across >= 0 && up >= 0
                   select ScatterPicture.Features(clusters, drawn, across, up, pair.Name),
            ]);
    }
}
