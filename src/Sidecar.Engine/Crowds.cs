using Sidecar.Engine.Profiles;

namespace Sidecar.Engine;

/// <summary>
/// Which view remembers its crowds where. A name is the same service by http and by tls, so these two share a memory: what
/// speaks for it is a connection, which has two ends. A lookup is one datagram, whose source anybody can write: it speaks
/// for lookups alone, as every other view speaks for itself.
/// </summary>
internal sealed class Crowds
{
    /// <summary>Name of the memory that views of names share: with a space, as no view is called.</summary>
    private const string Names = "names of http and tls";

    private const string ServersName = "all servers";

    private readonly EngineOptions _options;
    private readonly Dictionary<string, CrowdMemory> _memories = new(StringComparer.Ordinal);

    /// <param name="seed">That of the run whose crowds are taken up again; a new one when there is none.</param>
    public Crowds(EngineOptions options, long? seed = null)
    {
        _options = options;
        Seed = seed ?? (long)Secret.Next();
        Servers = NewMemory();
    }

    /// <summary>Of the hashes of keys: what is shared is found by them.</summary>
    public long Seed { get; }

    /// <summary>Who uses which server, by its address: a name is a claim of the client's.</summary>
    public CrowdMemory Servers { get; }

    /// <summary>All memories by name.</summary>
    public IReadOnlyDictionary<string, CrowdMemory> Memories => new Dictionary<string, CrowdMemory>(_memories) { [ServersName] = Servers };

    /// <summary>Nothing for a view that no crowd vouches for.</summary>
    public CrowdMemory? Of(View view)
    {
        if (view is not { Kind: ViewKind.Service, Effect: ViewEffect.Exclude })
        {
            return null;
        }

        string name = IsOfNames(view) ? Names : view.Name;
        if (!_memories.TryGetValue(name, out CrowdMemory? memory))
        {
            memory = NewMemory();
            _memories.Add(name, memory);
        }

        return memory;
    }

    private static bool IsOfNames(View view) =>
        view.Records.All(type => type is "http" or "tls") && view.Key.Paths.All(path => path is "http.hostname" or "tls.sni" or "dest_ip");

    private CrowdMemory NewMemory() =>
        new(_options.Crowd, _options.Sift.MinSources, _options.Exclusions.LifeSeconds, _options.Profiles.WindowSeconds, Seed);
}
