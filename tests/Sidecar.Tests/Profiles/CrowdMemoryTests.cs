using Sidecar.Engine.Profiles;
using Xunit;

namespace Sidecar.Tests.Profiles;

public sealed class CrowdMemoryTests
{
    private const long Second = 1_000_000;
    private const long Memory = 1000;
    private const long Quarantine = 100;

    /// <summary>Beside all that was ever seen, in a dictionary.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    public void A_service_is_vouched_for_while_so_many_sources_have_used_it_within_the_memory(int crowd)
    {
        CrowdMemory memory = new(CrowdOptions.Default, crowd, Memory, Quarantine);
        KeyEntry[] services = [.. Enumerable.Range(1, 5).Select(i => new KeyEntry { Text = [], Hash = (ulong)i })];
        Dictionary<(int Service, ulong Source), long> latest = [];
        Random random = new(crowd);
        for (long now = 1; now < 20_000; now += random.Next(60))
        {
            int service = random.Next(services.Length);
            ulong source = (ulong)random.Next(1, 4 + (4 * service)) << 32;
            memory.See(ref services[service], source, now * Second);
            latest[(service, source)] = now;
            for (int i = 0; i < services.Length; i++)
            {
                int within = latest.Count(seen => seen.Key.Service == i && now - seen.Value <= Memory);
                Assert.Equal(within >= crowd, memory.Vouches(services[i], now * Second));
            }
        }

        Assert.Equal(5, memory.Count);
    }

    [Fact]
    public void One_source_is_no_crowd_however_often_it_comes()
    {
        (CrowdMemory memory, KeyEntry service) = (New(), new KeyEntry { Text = [], Hash = 1 });
        for (int call = 0; call < 10_000; call++)
            memory.See(ref service, 5UL << 32, (1000 + call) * Second);
        Assert.False(memory.Vouches(service, 11_000 * Second));
    }

    [Fact]
    public void Nobody_vouches_for_a_service_for_a_while_after_an_alert()
    {
        (CrowdMemory memory, KeyEntry service) = (New(), new KeyEntry { Text = [], Hash = 1 });
        SeeCrowd(memory, ref service, 1000);
        Assert.True(memory.Vouches(service, 1000 * Second));
        memory.MarkAlert(ref service, 1000 * Second);
        Assert.False(memory.Vouches(service, 1000 * Second));
        Assert.False(memory.Vouches(service, (1000 + Quarantine) * Second));
        Assert.True(memory.Vouches(service, (1001 + Quarantine) * Second));
    }

    [Fact]
    public void Entries_of_two_tables_share_what_is_known_of_one_name()
    {
        CrowdMemory memory = New();
        KeyEntry http = new() { Text = [], Hash = 9 };
        KeyEntry tls = new() { Text = [], Hash = 9 };
        memory.See(ref http, 1UL << 32, 1000 * Second);
        memory.See(ref tls, 2UL << 32, 1000 * Second);
        memory.See(ref http, 3UL << 32, 1060 * Second);
        Assert.True(memory.Vouches(tls, 1060 * Second));
        Assert.Equal(60, memory.SecondsOf(tls, 1060 * Second));
    }

    [Fact]
    public void At_the_bound_what_no_crowd_vouches_for_leaves_first_and_is_counted()
    {
        CrowdMemory memory = new(new CrowdOptions { MaxServices = 64 }, 3, Memory, Quarantine);
        KeyEntry common = new() { Text = [], Hash = 1 };
        SeeCrowd(memory, ref common, 1000);
        KeyEntry last = default;
        for (int i = 0; i < 1000; i++)
        {
            last = new KeyEntry { Text = [], Hash = (ulong)(1000 + i) };
            memory.See(ref last, 7UL << 32, (1000 + i) * Second / 10 * 10);
        }

        Assert.InRange(memory.Count, 56, 64);
        Assert.Equal(1001 - memory.Count, memory.Dropped);
        Assert.True(memory.Vouches(common, 1900 * Second));
        // An entry whose place another service has taken is not taken for it.
        KeyEntry gone = new() { Text = [], Hash = 1000, CrowdRow = common.CrowdRow };
        Assert.False(memory.Vouches(gone, 1900 * Second));
    }

    [Theory]
    [InlineData(2, 60, 900, true)]
    [InlineData(3, 60, 900, false)]
    [InlineData(1, 10, 290, false)]
    [InlineData(1, 900, 900, false)]
    public void A_server_that_few_call_again_and_again_is_told_from_one_of_a_crowd_or_of_one_visit(ulong callers, int period, int until, bool isCalledByFew)
    {
        CrowdMemory memory = New();
        for (int second = 0; second < until; second += period)
        {
            for (ulong source = 1; source <= callers; source++)
                See(memory, 77, source << 32, (10_000 + second) * Second);
        }

        Assert.Equal(isCalledByFew, memory.IsCalledByFew(memory.ServerAt(77), (10_000 + until) * Second));
        Assert.False(memory.IsCalledByFew(memory.ServerAt(78), (10_000 + until) * Second));
    }

    [Fact]
    public void A_source_without_an_address_vouches_for_nothing()
    {
        (CrowdMemory memory, KeyEntry service) = (New(), new KeyEntry { Text = [], Hash = 1 });
        memory.See(ref service, 0, 1000 * Second);
        Assert.Equal(0, memory.Count);
    }

    [Fact]
    public void Where_a_server_has_its_place_is_decided_by_a_secret()
    {
        ulong[] places = [.. new long[] { 1, 2 }.Select(seed =>
        {
            CrowdMemory memory = new(CrowdOptions.Default, 3, Memory, Quarantine, seed);
            See(memory, server: 5, source: 7, now: Second);
            See(memory, server: 5, source: 8, now: Second);
            Assert.Equal(1, memory.Count);
            return memory.Peek(0).Service;
        })];
        Assert.Equal(3, places.Append(5UL).Distinct().Count());
    }

    private static CrowdMemory New() => new(CrowdOptions.Default, 3, Memory, Quarantine);

    private static void SeeCrowd(CrowdMemory memory, ref KeyEntry service, long second)
    {
        for (ulong source = 1; source <= 3; source++)
            memory.See(ref service, source << 32, second * Second);
    }

    private static void See(CrowdMemory memory, ulong server, ulong source, long now)
    {
        KeyEntry entry = memory.ServerAt(server);
        memory.See(ref entry, source, now);
    }
}
