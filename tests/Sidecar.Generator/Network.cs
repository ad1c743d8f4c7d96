namespace Sidecar.Generator;

/// <summary>
/// The network at work: who connects to whom and when, and which records Suricata 7 writes of it. Clients are uneven and
/// rest in some hours; a name is looked up when the client's cache has forgotten it; flow records come when Suricata's
/// time-outs have passed.
/// </summary>
internal sealed class Network
{
    private const long Second = 1_000_000;
    private const int CacheSeconds = 60;

    private readonly Cast _cast;
    private readonly SeededRandom _random;
    private readonly Calendar _calendar = new();
    private readonly WeightedChoice _sites;
    private readonly long[] _callsAt;
    private readonly bool[] _targetsLookedUp = new bool[Cast.TargetCount];

    // [service * clients + client]: when the client's cache forgets the address.
    private readonly long[] _cachedUntil;
    private WeightedChoice _clients;
    private WeightedChoice _services;
    private long _hour = -1;
    private long _owed;
    private long _scannerOwed;
    private int _nextTarget;

    public Network(Cast cast)
    {
        _cast = cast;
        _random = new SeededRandom(SeededRandom.Mix(cast.Options.Seed) ^ 0x2E7);
        _sites = new WeightedChoice(cast.SiteWeights());
        _clients = new WeightedChoice(cast.ClientWeights);
        _services = new WeightedChoice(cast.ServiceWeights(0));
        _cachedUntil = new long[Cast.ServiceCount * cast.Options.Clients];
        _callsAt = [.. cast.Callers.Select(caller => _random.Below(caller.PeriodSeconds) * Second)];
    }

    /// <summary>What is written in the slot of time that begins here, in order. Call it for one slot after the other.</summary>
    public List<Happening> Slot(long start)
    {
        BeginHour(start / (3600 * Second));
        bool isOver = start >= _cast.Options.Hours * 3600 * Second;
        if (!isOver)
        {
            ConnectClients(start);
            Scan(start);
            CallHome(start);
        }

        return _calendar.At(start);
    }

    private void BeginHour(long hour)
    {
        if (hour == _hour)
            return;

        _hour = hour;
        _services = new WeightedChoice(_cast.ServiceWeights((int)hour));
        // One client of four rests in this hour.
        _clients = new WeightedChoice([.. _cast.ClientWeights.Select((weight, client) => IsResting(client, hour) ? weight / 20 : weight)]);
    }

    private bool IsResting(int client, long hour) =>
        SeededRandom.Mix(_cast.Options.Seed ^ ((ulong)client << 20) ^ (ulong)hour) % 4 == 0;

    private void ConnectClients(long start)
    {
        int percent = _cast.Options.Flat ? 100 : 100 - _cast.Options.ScannerPercent;
        _owed += _cast.Options.FlowsPerSecond * (long)Calendar.SlotMicroseconds * percent / 100;
        for (; _owed >= Second; _owed -= Second)
        {
            long time = start + _random.Below(Calendar.SlotMicroseconds);
            int client = _clients.Pick(_random);
            // A percent of the whole, though the scanner's part is made elsewhere.
            bool toService = !_cast.Options.Flat && _random.Below(percent) < _cast.Options.ServicePercent;
            int server = toService ? _cast.FirstService + _services.Pick(_random) : _sites.Pick(_random);
            Protocol protocol = ProtocolOf(server);
            Connect(time, client, server, protocol, protocol == Protocol.Http && toService ? Cast.Browsers + 1 : _cast.BrowserOf[client], HasForgotten(client, server, time));
        }
    }

    private Protocol ProtocolOf(int server)
    {
        Server asked = _cast.Servers[server];
        bool isAskedByBoth = asked.Role == ServerRole.Site && server % 10 is 1 or 4 or 7;
        return isAskedByBoth && _random.Below(2) == 0 ? Protocol.Http : asked.Protocol;
    }

    private void Scan(long start)
    {
        if (_cast.Options.Flat)
            return;

        _scannerOwed += _cast.Options.FlowsPerSecond * (long)Calendar.SlotMicroseconds * _cast.Options.ScannerPercent / 100;
        for (; _scannerOwed >= Second; _scannerOwed -= Second)
        {
            int target = _nextTarget++ % Cast.TargetCount;
            long time = start + _random.Below(Calendar.SlotMicroseconds);
            Connect(time, _cast.ScannerClient, _cast.FirstTarget + target, Protocol.Http, Cast.Browsers, !_targetsLookedUp[target]);
            _targetsLookedUp[target] = true;
        }
    }

    private void CallHome(long start)
    {
        for (int i = 0; i < _callsAt.Length; i++)
        {
            if (_callsAt[i] >= start + Calendar.SlotMicroseconds)
                continue;

            Caller caller = _cast.Callers[i];
            Connect(_callsAt[i], caller.Client, caller.Server, _cast.Servers[caller.Server].Protocol, caller.Browser, looksUp: !_cast.Options.CallersSayCommonName);
            long period = caller.PeriodSeconds * Second;
            _callsAt[i] += period + (period / 1000 * _random.Between(-10 * caller.JitterPercent, 10 * caller.JitterPercent));
        }
    }

    /// <summary>Of a site's address a client remembers nothing: it hardly comes back within the time that the answer lasts.</summary>
    private bool HasForgotten(int client, int server, long time)
    {
        if (_cast.Servers[server].Role != ServerRole.Service)
            return true;

        ref long until = ref _cachedUntil[((server - _cast.FirstService) * _cast.Options.Clients) + client];
        if (time < until)
            return false;

        until = time + (CacheSeconds * Second);
        return true;
    }

    private void Connect(long time, int client, int server, Protocol protocol, int agent, bool looksUp)
    {
        if (looksUp)
        {
            time = LookUp(time, client, server);
        }

        Happening flow = NewFlow(time, client, server, protocol, agent);
        long last = time + (_random.Between(20, 200) * 1000L);
        if (protocol == Protocol.Tls)
        {
            _calendar.Add(flow with { Kind = RecordKind.Tls, Time = last });
        }
        else if (protocol == Protocol.Http)
        {
            int requests = _random.Below(4) == 0 ? 3 : 1;
            for (int tx = 0; tx < requests; tx++)
            {
                _calendar.Add(flow with { Kind = RecordKind.Http, Time = last, Tx = (byte)tx });
                last += _random.Between(30, 900) * 1000L;
            }
        }

        long end = last + (_random.Between(100, 20_000) * 1000L);
        // Suricata writes a closed TCP flow 64 to 70 s after its last packet.
        _calendar.Add(flow with { Kind = RecordKind.Flow, Time = end + (_random.Between(64_000, 70_000) * 1000L) });
    }

    /// <returns>When the answer is there.</returns>
    private long LookUp(long time, int client, int server)
    {
        Happening lookup = NewFlow(time, client, server, Protocol.Plain, 0);
        long answer = time + (_random.Between(2, 60) * 1000L);
        _calendar.Add(lookup with { Kind = RecordKind.DnsQuery, Time = time });
        _calendar.Add(lookup with { Kind = RecordKind.DnsAnswer, Time = answer });
        // And a UDP flow with packets both ways 300 s and the flow manager's round later.
        _calendar.Add(lookup with { Kind = RecordKind.DnsFlow, Time = answer + (_random.Between(302_000, 310_000) * 1000L) });
        return answer + 1000;
    }

    /// <summary>Its id as Suricata makes one: seconds and microseconds of its start, and a hash (src/flow.h, FlowGetId).</summary>
    private Happening NewFlow(long time, int client, int server, Protocol protocol, int agent)
    {
        long absolute = EveWriter.Epoch + time;
        long hash = (long)(_random.Next() >> 32);
        return new Happening
        {
            Time = time,
            Start = time,
            FlowId = (absolute / Second & 7) << 48 | (absolute % Second & 0xffff) << 32 | hash,
            Client = client,
            Server = server,
            Agent = agent,
            Port = (ushort)_random.Between(32_768, 60_999),
            Protocol = protocol,
        };
    }
}
