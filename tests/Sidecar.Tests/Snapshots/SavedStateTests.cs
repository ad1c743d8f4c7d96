using Sidecar.Engine.Snapshots;
using Xunit;

namespace Sidecar.Tests.Snapshots;

public sealed class SavedStateTests
{
    internal static SavedState Sample { get; } = new()
    {
        Clock = new ClockState(1_767_600_600_000_000, 1_767_600_660_000_000, IsGateOpen: true),
        Exclusions =
        [
            new("http-user-agent", 12, [new("curl/8"u8.ToArray(), 1, 2, 3, 0.25, true, false), new([0xFF, 0x00], -1, long.MaxValue, 0, 1, false, true)], [new("next"u8.ToArray(), 1)]),
            new("other", 0, [], []),
        ],
        Models = [new("http-user-agent", [new([[1.5, 2], [0, -3]], [1, 0]), new([], [])], [new(12, 1, 2, 3, 7, 0.5, [0.75, 0.25])])],
        Accounts = new AccountState(new Dictionary<string, long> { ["received"] = 7, ["bytes"] = long.MaxValue }),
    };

    [Fact]
    public void What_was_put_into_sections_comes_out_of_them()
    {
        SavedState read = SavedState.Of(Sample.Sections(), out int skipped);
        Assert.Equal(0, skipped);
        Assert.Equal(Sample.Clock, read.Clock);
        Assert.Equivalent(Sample.Exclusions, read.Exclusions, strict: true);
        Assert.Equivalent(Sample.Models, read.Models, strict: true);
        Assert.Equivalent(Sample.Accounts, read.Accounts, strict: true);
    }

    [Fact]
    public void A_section_of_another_version_or_name_is_counted_and_the_others_are_taken()
    {
        StateSection[] sections = [.. Sample.Sections()];
        for (int i = 0; i < sections.Length; i++)
        {
            foreach (StateSection foreign in (StateSection[])[sections[i] with { Version = 99 }, sections[i] with { Name = "model" }])
            {
                SavedState read = SavedState.Of([.. sections[..i], foreign, .. sections[(i + 1)..]], out int skipped);
                Assert.Equal(1, skipped);
                Assert.Equal(sections.Length - 1, read.Sections().Count());
            }
        }
    }

    [Fact]
    public void A_section_cut_anywhere_or_longer_than_it_should_be_is_left_out_as_a_whole()
    {
        foreach (StateSection section in Sample.Sections())
        {
            for (int length = 0; length < section.Content.Length; length++)
                AssertLeftOut(section with { Content = section.Content[..length] });
            AssertLeftOut(section with { Content = new byte[][] { section.Content.ToArray(), [0] }.SelectMany(part => part).ToArray() });
        }
    }

    [Fact]
    public void Whatever_a_section_holds_it_is_a_state_or_left_out()
    {
        Random random = new(20260105);
        foreach (StateSection section in Sample.Sections())
        {
            for (int round = 0; round < 5_000; round++)
            {
                byte[] content = section.Content.ToArray();
                for (int change = random.Next(1, 4); change > 0; change--)
                    content[random.Next(content.Length)] = (byte)random.Next(256);
                SavedState read = SavedState.Of([section with { Content = content }], out int skipped);
                // What was taken is whole: it can be written again, to the same bytes.
                Assert.Equal(skipped == 0 ? [content] : [], read.Sections().Select(again => again.Content.ToArray()));
            }
        }
    }

    [Fact]
    public void Accounts_are_added_up_by_name()
    {
        AccountState sum = Sample.Accounts!.Plus([new("received", 3), new("new", 1)]);
        Assert.Equal([("bytes", long.MaxValue), ("new", 1), ("received", 10)], sum.Counts.Select(pair => (pair.Key, pair.Value)));
    }

    private static void AssertLeftOut(StateSection section)
    {
        SavedState read = SavedState.Of([section], out int skipped);
        Assert.Equal(1, skipped);
        Assert.Empty(read.Sections());
    }
}
