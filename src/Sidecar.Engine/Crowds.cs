using Sidecar.Engine.Profiles;

namespace Sidecar.Engine;

/// <summary>
/// Which view remembers its crowds where. A name is the same service by http and by tls, so these two share a memory: what
/// speaks for it is a connection, which has two ends. A lookup is one datagram, whose source anybody can write: it speaks
/// for lookups alone, as every other view speaks for itself.
/// </summary>
internal sealed class Crowds(EngineOptions options)
{
    private CrowdMemory? _names;

    /// <summary>Who uses which server, by its address: a name is a claim of the client's.</summary>
    public CrowdMemory Servers { get; } = NewMemory(options);

    /// <summary>Of the hashes of keys: what is shared is found by them.</summary>
    public long Seed { get; } = (long)Secret.Next();

    /// <summary>Nothing for a view that no crowd vouches for.</summary>
    public CrowdMemory? Of(View view)
    {
        if (view is not { Kind: ViewKind.Service, Effect: ViewEffect.Exclude })
        {
            return null;
        }

        return IsOfNames(view) ? _names ??= NewMemory(options) : NewMemory(options);
    }

    private static bool IsOfNames(View view) =>
        view.Records.All(type => type is "http" or "tls") && view.Key.Paths.All(path => path is "http.hostname" or "tls.sni" or "dest_ip");

    private static CrowdMemory NewMemory(EngineOptions options) =>
        new(options.Crowd, options.Sift.MinSources, options.Exclusions.LifeSeconds, options.Profiles.WindowSeconds);
}
