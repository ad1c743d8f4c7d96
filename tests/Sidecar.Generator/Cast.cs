using System.Globalization;
using System.Text;

namespace Sidecar.Generator;

/// <summary>Everybody in the network, as the seed made them: clients, browsers, servers, callers.</summary>
internal sealed class Cast
{
    public const int Browsers = 90;
    public const int ServiceCount = 6;
    public const int TargetCount = 300;
    public const int CallerCount = 14;
    public const string ScannerAgent = "python-requests/2.31.0";
    public const string UpdateAgent = "update-service/10.0";

    private const int CallerAgents = 4;

    public Cast(NetworkOptions options)
    {
        Options = options;
        SeededRandom random = new(SeededRandom.Mix(options.Seed) ^ 0xCA57);
        Agents = [.. Enumerable.Range(0, Browsers).Select(Browser), ScannerAgent, UpdateAgent, .. Enumerable.Range(0, CallerAgents).Select(CallerAgent)];
        BrowserOf = [.. Enumerable.Range(0, options.Clients).Select(_ => random.Below(Browsers))];
        // A product of three is uneven: the busiest client does some hundred times what the laziest does.
        ClientWeights = [.. Enumerable.Range(0, options.Clients).Select(_ => (long)random.Between(10, 100) * random.Between(10, 100) * random.Between(10, 100))];
        ScannerClient = options.Clients;
        Clients = [.. Enumerable.Range(0, options.Clients).Select(ClientAddress), "10.250.0.66"];
        FirstService = options.Sites;
        FirstTarget = FirstService + ServiceCount;
        FirstHome = FirstTarget + TargetCount;
        Servers =
        [
            .. Enumerable.Range(0, options.Sites).Select(Site),
            .. Enumerable.Range(0, ServiceCount).Select(Service),
            .. Enumerable.Range(0, TargetCount).Select(Target),
            .. Enumerable.Range(0, CallerCount).Select(i => Home(i, options)),
        ];
        CommonBrowser = Enumerable.Range(0, Browsers).MaxBy(browser => BrowserOf.Count(worn => worn == browser));
        Callers = [.. Enumerable.Range(0, CallerCount).Select(i => NewCaller(i, random))];
    }

    public NetworkOptions Options { get; }

    /// <summary>User agents: browsers, then the scanner's, the update service's and those of the callers.</summary>
    public IReadOnlyList<string> Agents { get; }

    /// <summary>[client]: its browser.</summary>
    public int[] BrowserOf { get; }

    /// <summary>[client]: how busy it is.</summary>
    public long[] ClientWeights { get; }

    /// <summary>Addresses; the last is the scanner's.</summary>
    public IReadOnlyList<string> Clients { get; }

    public IReadOnlyList<Server> Servers { get; }

    public IReadOnlyList<Caller> Callers { get; }

    public int ScannerClient { get; }

    public int FirstService { get; }

    public int FirstTarget { get; }

    public int FirstHome { get; }

    public int CommonBrowser { get; }

    /// <summary>Zipf's law with exponent 1 over the sites, or all alike.</summary>
    public IReadOnlyList<long> SiteWeights() =>
        [.. Enumerable.Range(1, Options.Sites).Select(rank => Options.Flat ? 1 : 1_000_000_000L / rank)];

    /// <summary>Six sizes, the largest six times the smallest; one that has stopped has none.</summary>
    public IReadOnlyList<long> ServiceWeights(int hour) =>
        [.. Enumerable.Range(0, ServiceCount).Select(i => i == 0 && Options.ServiceStopsAtHour > 0 && hour >= Options.ServiceStopsAtHour ? 0L : ServiceCount - i)];

    private static string Browser(int number) => number % 3 == 0
        ? Invariant($"Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:{100 + number}.0) Gecko/20100101 Firefox/{100 + number}.0")
        : Invariant($"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{90 + number}.0.0.0 Safari/537.36");

    private static string CallerAgent(int number) => Invariant($"Mozilla/4.0 (compatible; MSIE 6.0; Windows NT 5.{number})");

    private static string ClientAddress(int client) => Invariant($"10.{1 + (client >> 16)}.{(client >> 8) & 255}.{client & 255}");

    /// <summary>Three of ten sites are asked by http as well as by tls, one by http only: see <see cref="Network"/>.</summary>
    private static Server Site(int number) =>
        new(ServerRole.Site, Invariant($"www.site-{number:00000}.example"), number % 10 == 9 ? Protocol.Http : Protocol.Tls, [Invariant($"198.{18 + (number >> 16)}.{(number >> 8) & 255}.{number & 255}")]);

    private static Server Service(int number) => new(
        ServerRole.Service,
        Invariant($"edge{number}.service-{(char)('a' + number)}.example"),
        number switch { 2 => Protocol.Http, 5 => Protocol.Plain, _ => Protocol.Tls },
        [.. Enumerable.Range(0, number == 5 ? 1 : 8).Select(i => Invariant($"203.0.113.{(number * 8) + i}"))]);

    private static Server Target(int number) =>
        new(ServerRole.Target, Invariant($"host-{number:000}.targets.example"), Protocol.Http, [Invariant($"172.20.{number >> 8}.{number & 255}")]);

    private static Server Home(int number, NetworkOptions options)
    {
        if (options.CallersSayCommonName)
        {
            return new Server(ServerRole.Home, Service(0).Name, Protocol.Tls, [Invariant($"192.0.2.{10 + number}")]);
        }

        Protocol protocol = options.CallersWearCommonAgent ? Protocol.Http : (number % 7) switch { 0 or 1 => Protocol.Http, 2 => Protocol.Plain, _ => Protocol.Tls };
        return new Server(ServerRole.Home, Invariant($"c{number:00}.quiet-home.example"), protocol, [Invariant($"192.0.2.{10 + number}")]);
    }

    private Caller NewCaller(int number, SeededRandom random)
    {
        int client = Options.CallersShareScannerHost ? ScannerClient : random.Below(Options.Clients);
        int browser = Options.CallersWearCommonAgent ? CommonBrowser : Browsers + 2 + (number % CallerAgents);
        return new Caller(client, FirstHome + number, browser, random.Between(60, 900), random.Between(0, 20));
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>The texts as bytes.</summary>
    public static byte[][] Bytes(IReadOnlyList<string> texts) => [.. texts.Select(Encoding.ASCII.GetBytes)];
}
