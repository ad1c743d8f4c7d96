using Sidecar.Engine.Flows;
using Sidecar.Engine.Kernels;
using Sidecar.Engine.Memory;

namespace Sidecar.Engine.Profiles;

/// <summary>
/// The sources that used each service last, over a longer memory than the window: the tail of a network is thousands of
/// services of which none is heavy, and what tells a common one from a caller's home is that several hosts use it. Of each
/// service it keeps as many sources as make a crowd, the latest, so that the oldest of them says exactly since when there
/// was a crowd. Knows services and sources by hash: two sources of one service that share 32 bits count as one, which
/// hides less, never more. Bounded: at the bound an eighth leaves, first what no crowd vouches for, the longest unseen
/// first, so that a flood of new names takes the place of names like them. Owned by the engine thread.
/// </summary>
/// <param name="crowd">Sources that make a crowd.</param>
/// <param name="memorySeconds">A source that was not seen for so long is forgotten.</param>
/// <param name="alertSeconds">Nobody vouches for a service for so long after an alert.</param>
/// <param name="seed">
/// A secret that the hashes of servers are hashed with once more: those of values are the same everywhere, and who chooses
/// addresses could fill one place of the table with them. It decides no result.
/// </param>
internal sealed class CrowdMemory(CrowdOptions options, int crowd, long memorySeconds, long alertSeconds, long seed = 0)
{
    private const int None = -1;

    /// <summary>About: what is asked for lies within.</summary>
    private const int RowBytes = 80;
    private const long Never = 0;

    /// <summary>What is seen within so many seconds is one visit, and so many of them are no chance.</summary>
    private const long VisitSeconds = 300;
    private const int RegularVisits = 3;

    private readonly HashIndex _rowOf = new();
    private RowWatch? _watch;
    private CrowdRow[] _rows = new CrowdRow[64];
    private int _used;
    private long _arrived;

    /// <summary>Sources that make a crowd.</summary>
    public int Crowd => crowd;

    /// <summary>Event time in microseconds until which it knows what the run before knew; the beginning of time when nothing.</summary>
    public long RestoredUntil { get; set; } = long.MinValue;

    /// <summary>Services known.</summary>
    public int Count => _rowOf.Count;

    /// <summary>Services that left at the bound.</summary>
    public long Dropped { get; private set; }

    /// <summary>A server, which is a service that is known by its address alone; the place where it is found is sent for.</summary>
    /// <param name="address">Its hash; what comes of 0 has the hash 0 too, and is none.</param>
    public KeyEntry ServerAt(ulong address)
    {
        KeyEntry server = new() { Hash = address == 0 ? 0 : SipHash.Of(address, (ulong)seed, (ulong)~seed) };
        _rowOf.Foresee(server.Hash);
        return server;
    }

    /// <summary>The second step, when the place has come.</summary>
    public void ForeseeServer(ref KeyEntry server)
    {
        if (_rowOf.TryGet(server.Hash, out int row))
        {
            server.CrowdRow = row + 1;
            Foresee(server);
        }
    }

    /// <summary>The service will be asked for.</summary>
    public void Foresee(in KeyEntry service)
    {
        int row = service.CrowdRow - 1;
        if ((uint)row < (uint)_used)
        {
            Ahead.Fetch(in _rows[row], RowBytes);
        }
    }

    /// <summary>A source has used the service.</summary>
    /// <param name="source">Hash of its address; 0 when there is none.</param>
    /// <param name="now">Event time in microseconds.</param>
    public void See(ref KeyEntry service, ulong source, long now)
    {
        if (source != 0)
        {
            See(ref RowOf(ref service), source, now);
        }
    }

    /// <summary>Whether a server is called again and again, and not by a crowd: what a caller's home looks like.</summary>
    public bool IsCalledByFew(in KeyEntry server, long now)
    {
        int row = Find(server);
        return row != None && _rows[row].Visits >= RegularVisits && !IsVouched(_rows[row], now / 1_000_000);
    }

    private void See(ref CrowdRow row, ulong source, long now)
    {
        uint name = (uint)(source >> 32);
        uint second = (uint)Math.Clamp(now / 1_000_000, 0, uint.MaxValue);
        if (second - row.VisitSecond >= VisitSeconds)
        {
            (row.VisitSecond, row.Visits) = (second, row.Visits + 1);
        }

        int oldest = 0;
        for (int i = 0; i < crowd; i++)
        {
            ref CrowdWitness witness = ref row.Witnesses[i];
            if (witness.Source == name)
            {
                witness.Second = Math.Max(witness.Second, second);
                return;
            }

            oldest = witness.Second < row.Witnesses[oldest].Second ? i : oldest;
        }

        row.Witnesses[oldest] = new CrowdWitness { Source = name, Second = second };
    }

    /// <summary>The service drew an alert: for a while nobody vouches for it.</summary>
    public void MarkAlert(ref KeyEntry service, long now) => RowOf(ref service).AlertSecond = now / 1_000_000;

    /// <summary>Whether as many sources as make a crowd have used the service within the memory.</summary>
    public bool Vouches(in KeyEntry service, long now)
    {
        int row = Find(service);
        return row != None && IsVouched(_rows[row], now / 1_000_000);
    }

    /// <summary>Within how many seconds the latest sources that make a crowd came; nothing is said of a service without one.</summary>
    public long SecondsOf(in KeyEntry service, long now)
    {
        int row = Find(service);
        return row == None ? 0 : Math.Max(0, (now / 1_000_000) - CrowdSince(_rows[row]));
    }

    /// <summary>
    /// Begins to copy the services as they stand now, while records go on: see <see cref="RowWatch"/>. One watch at a time;
    /// end it with <see cref="EndWatch"/>.
    /// </summary>
    public RowWatch Watch(Action<int, int> copy) => _watch = new RowWatch(_used, copy);

    public void EndWatch() => _watch = null;

    /// <summary>A service to look at, for who watches.</summary>
    public ref readonly CrowdRow Peek(int row) => ref _rows[row];

    /// <summary>
    /// Knows what another memory with as large a crowd knew. Called before the first record; what is too much for the bound
    /// leaves as ever.
    /// </summary>
    public void Restore(in CrowdRow saved)
    {
        KeyEntry service = new() { Hash = saved.Service };
        RowOf(ref service) = saved;
        _arrived = Math.Max(_arrived, saved.Number);
    }

    private bool IsVouched(in CrowdRow row, long second)
    {
        long since = CrowdSince(row);
        // A time ahead of now is left from before event time went back.
        return since != Never
            && Math.Abs(second - since) <= memorySeconds
            && (row.AlertSecond == Never || Math.Abs(second - row.AlertSecond) > alertSeconds);
    }

    private long CrowdSince(in CrowdRow row)
    {
        long since = uint.MaxValue;
        for (int i = 0; i < crowd; i++)
        {
            since = Math.Min(since, row.Witnesses[i].Second);
        }

        return since;
    }

    private int Find(in KeyEntry service)
    {
        int row = service.CrowdRow - 1;
        if ((uint)row < (uint)_used && _rows[row].Service == service.Hash)
        {
            return row;
        }

        return _rowOf.TryGet(service.Hash, out row) ? row : None;
    }

    private ref CrowdRow RowOf(ref KeyEntry service)
    {
        int row = service.CrowdRow - 1;
        if ((uint)row >= (uint)_used || _rows[row].Service != service.Hash)
        {
            row = PlaceOf(service.Hash);
            service.CrowdRow = row + 1;
        }

        _watch?.Show(row);
        return ref _rows[row];
    }

    private int PlaceOf(ulong service)
    {
        if (_rowOf.TryGet(service, out int row))
        {
            return row;
        }

        if (Count >= options.MaxServices)
        {
            DropLeast();
        }

        row = _used++;
        if (row == _rows.Length)
        {
            Array.Resize(ref _rows, Math.Min(options.MaxServices, 2 * _rows.Length));
        }

        _rows[row] = new CrowdRow { Service = service, Number = ++_arrived };
        _rowOf.Add(service, row);
        return row;
    }

    private void DropLeast()
    {
        _watch?.ShowAll();
        // What has a crowd is worth its place: by the time of the crowd, of the latest source, of arrival. Never by the hash,
        // whose seed is another in every process.
        Array.Sort(_rows, 0, _used, Comparer<CrowdRow>.Create((a, b) =>
        {
            int order = CrowdSince(b).CompareTo(CrowdSince(a));
            order = order != 0 ? order : Latest(b).CompareTo(Latest(a));
            return order != 0 ? order : a.Number.CompareTo(b.Number);
        }));
        int kept = _used - Math.Max(1, _used / 8);
        Dropped += _used - kept;
        _used = kept;
        _rowOf.Clear();
        for (int row = 0; row < _used; row++)
        {
            _rowOf.Add(_rows[row].Service, row);
        }
    }

    private long Latest(in CrowdRow row)
    {
        long latest = 0;
        for (int i = 0; i < crowd; i++)
        {
            latest = Math.Max(latest, row.Witnesses[i].Second);
        }

        return latest;
    }
}
