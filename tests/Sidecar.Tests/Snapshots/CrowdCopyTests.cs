using Sidecar.Engine.Profiles;
using Sidecar.Engine.Snapshots;
using Xunit;

namespace Sidecar.Tests.Snapshots;

/// <summary>A memory of crowds is saved as it stood when the copy began, whatever is seen or dropped meanwhile.</summary>
public sealed class CrowdCopyTests
{
    private const long Second = 1_000_000;
    private const int Services = 1_000;

    private readonly CrowdMemory _memory = New();
    private readonly KeyEntry[] _entries = [.. Enumerable.Range(1, Services).Select(i => new KeyEntry { Text = [], Hash = (ulong)i })];

    public CrowdCopyTests()
    {
        // Two sources each, one less than makes a crowd; three of every tenth.
        for (int service = 0; service < Services; service++)
        {
            for (ulong source = 1; source <= (service % 10 == 0 ? 3UL : 2UL); source++)
                _memory.See(ref _entries[service], source << 32, (1_000 + service) * Second);
        }
    }

    [Fact]
    public void What_is_seen_while_the_copy_runs_is_not_in_it()
    {
        List<StateSection> sections = [];
        CrowdCopy copy = new("names", 5, _memory, sections.Add);
        for (int service = Services - 1; !copy.IsDone; service--)
        {
            // From the end, where the copy has not been yet: now all of these have a crowd, and an alert.
            _memory.See(ref _entries[service], 9UL << 32, 3_000 * Second);
            _memory.MarkAlert(ref _entries[service - 1], 3_000 * Second);
            copy.Step(1);
        }

        AssertAsItWas(sections);
    }

    [Fact]
    public void What_leaves_at_the_bound_while_the_copy_runs_is_in_it()
    {
        List<StateSection> sections = [];
        CrowdCopy copy = new("names", 5, _memory, sections.Add);
        copy.Step(1);
        for (ulong flood = 10_000; _memory.Dropped == 0; flood++)
        {
            KeyEntry added = new() { Text = [], Hash = flood };
            _memory.See(ref added, 1UL << 32, 3_000 * Second);
        }

        copy.Step(int.MaxValue);
        AssertAsItWas(sections);
    }

    [Fact]
    public void A_memory_with_less_room_keeps_what_crowds_vouch_for()
    {
        List<StateSection> sections = [];
        new CrowdCopy("names", 5, _memory, sections.Add).Step(int.MaxValue);
        CrowdMemory small = New(maxServices: 200);
        foreach (CrowdRow service in Saved(sections).Services)
            small.Restore(service);
        Assert.InRange(small.Count, 100, 200);
        Assert.All(Enumerable.Range(0, 100), tenth => Assert.True(small.Vouches(_entries[tenth * 10], 2_000 * Second)));
    }

    private void AssertAsItWas(List<StateSection> sections)
    {
        CrowdState saved = Saved(sections);
        Assert.Equal(("names", 5L, 3, Services), (saved.Name, saved.Seed, saved.Crowd, saved.Services.Count));
        CrowdMemory restored = New();
        foreach (CrowdRow service in saved.Services)
            restored.Restore(service);
        for (int service = 0; service < Services; service++)
        {
            Assert.Equal(service % 10 == 0, restored.Vouches(_entries[service], 2_000 * Second));
            restored.See(ref _entries[service], 7UL << 32, 2_000 * Second);
            Assert.True(restored.Vouches(_entries[service], 2_000 * Second));
        }
    }

    private static CrowdState Saved(List<StateSection> sections) => Assert.Single(SavedState.Of(sections, out _).Crowds);

    private static CrowdMemory New(int maxServices = 2_000) => new(new CrowdOptions { MaxServices = maxServices }, crowd: 3, memorySeconds: 100_000, alertSeconds: 5_000);
}
