using System.IO.Hashing;
using System.Text.Json;
using Sidecar.Generator;
using Xunit;

namespace Sidecar.Tests.Network;

public sealed class EveSourceTests
{
    private static readonly NetworkOptions s_small = new() { Clients = 50, Sites = 100, FlowsPerSecond = 5, Hours = 1 };

    [Fact]
    public void A_seed_gives_the_same_bytes_on_every_machine() =>
        Assert.Equal("8d512c1b9ee2ac3c", XxHash3.HashToUInt64(Bytes(s_small)).ToString("x16", System.Globalization.CultureInfo.InvariantCulture));

    [Fact]
    public void Another_seed_gives_another_network() =>
        Assert.NotEqual(XxHash3.HashToUInt64(Bytes(s_small)), XxHash3.HashToUInt64(Bytes(s_small with { Seed = 2 })));

    [Fact]
    public void Records_are_JSON_in_the_order_of_their_times_and_the_truth_counts_them()
    {
        using EveSource source = new(new Cast(s_small));
        using StreamReader lines = new(source);
        Dictionary<string, long> types = [];
        string before = "";
        while (lines.ReadLine() is string line)
        {
            using JsonDocument record = JsonDocument.Parse(line);
            string type = record.RootElement.GetProperty("event_type").GetString()!;
            string time = record.RootElement.GetProperty("timestamp").GetString()!;
            types[type] = types.GetValueOrDefault(type) + 1;
            Assert.True(string.CompareOrdinal(before, time) <= 0, $"{time} behind {before}");
            before = time;
        }

        Assert.Equal(EveHour.TypeNames.Zip(source.Hours[0].Records), EveHour.TypeNames.Select(type => (type, types[type])));
        Assert.Equal(14, new Cast(s_small).Callers.Count);
        Assert.All(source.Hours[0].OfCallers, count => Assert.InRange(count, 1, 2_000));
    }

    private static byte[] Bytes(NetworkOptions options)
    {
        using EveSource source = new(new Cast(options));
        using MemoryStream bytes = new();
        source.CopyTo(bytes);
        return bytes.ToArray();
    }
}
