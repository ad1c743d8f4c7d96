namespace Sidecar.Generator;

/// <summary>Knows who everybody is, and counts hour by hour what a sidecar that knew would leave.</summary>
internal sealed class Oracle(Cast cast)
{
    /// <summary>A server with so many clients is excluded.</summary>
    private const int Crowd = 3;

    // [server * Crowd]: its first clients, plus one.
    private readonly int[] _clients = new int[cast.Servers.Count * Crowd];
    private readonly List<EveHour> _hours = [];

    public IReadOnlyList<EveHour> Hours => _hours;

    public void Count(in Happening happening)
    {
        int number = (int)(happening.Time / 3_600_000_000);
        while (_hours.Count <= number)
            _hours.Add(new EveHour());

        EveHour hour = _hours[number];
        int type = EveHour.TypeOf(happening.Kind);
        hour.Records[type]++;
        bool isCrowd = SawCrowd(happening.Server, happening.Client);
        if (cast.Servers[happening.Server].Role == ServerRole.Home)
            hour.OfCallers[type]++;
        else if (happening.Client != cast.ScannerClient && !isCrowd)
            hour.OracleLeaves[type]++;
    }

    private bool SawCrowd(int server, int client)
    {
        Span<int> known = _clients.AsSpan(server * Crowd, Crowd);
        for (int i = 0; i < Crowd; i++)
        {
            if (known[i] == 0)
                known[i] = client + 1;
            if (known[i] == client + 1)
                return known[Crowd - 1] != 0;
        }

        return true;
    }
}
