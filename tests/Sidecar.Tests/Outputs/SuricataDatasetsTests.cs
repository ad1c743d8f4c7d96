using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Sidecar.Engine.Outputs;
using Sidecar.Engine.Profiles;
using Sidecar.Engine.Verdicts;
using Xunit;

namespace Sidecar.Tests.Outputs;

public sealed class SuricataDatasetsTests : IDisposable
{
    private static readonly string[] s_sets = [.. Dataset.All.Select(set => set.Name)];

    private readonly TemporaryFolder _folder = new();
    private readonly DatasetOptions _options;

    public SuricataDatasetsTests() =>
        _options = DatasetOptions.Default with { Socket = _folder.PathOf("command.sock"), RetryMilliseconds = 20, CommandsPerSecond = 100_000 };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Suricata_has_what_is_excluded_and_nothing_else()
    {
        using FakeSuricata suricata = new(_options.Socket, s_sets);
        suricata.Put("eve-sidecar-sni:left-by-an-earlier-sidecar");
        suricata.Put("another-set:x");
        using SuricataDatasets datasets = Started(_options);
        datasets.Take(DatasetVerdicts.Of(VerdictAction.Exclude, "a.example"));
        datasets.Take(DatasetVerdicts.Of(VerdictAction.Exclude, "b.example", "http-hostname"));
        datasets.Take(DatasetVerdicts.Of(VerdictAction.Exclude, "192.0.2.1", "dest-ip"));
        Has(suricata, "another-set:x", Host("b.example"), "eve-sidecar-ip:192.0.2.1", Name("a.example"));
        datasets.Take(DatasetVerdicts.Of(VerdictAction.Release, "a.example"));
        Has(suricata, "another-set:x", Host("b.example"), "eve-sidecar-ip:192.0.2.1");
        Assert.Equal((0, 0, 1), (datasets.Stats().Refused, datasets.Stats().Failures, datasets.Stats().Resyncs));
        Patience.Until(() => datasets.Stats() is { Added: 3, Removed: 1 }, "all is counted");
    }

    [Fact]
    public void After_a_restart_of_Suricata_all_is_told_again()
    {
        using SuricataDatasets datasets = Started(_options);
        datasets.Take(DatasetVerdicts.Of(VerdictAction.Exclude, "a.example"));
        Patience.Until(() => datasets.Stats().Failures > 0, "nobody listens yet");
        using (FakeSuricata first = new(_options.Socket, s_sets))
        {
            Has(first, Name("a.example"));
        }

        // Neither change finds anybody to tell.
        datasets.Take(DatasetVerdicts.Of(VerdictAction.Exclude, "b.example"));
        datasets.Take(DatasetVerdicts.Of(VerdictAction.Expire, "a.example"));
        using FakeSuricata second = new(_options.Socket, s_sets);
        Has(second, Name("b.example"));
        Assert.Equal(2, datasets.Stats().Resyncs);
    }

    [Fact]
    public void A_dataset_that_no_rule_names_yet_is_filled_when_one_does()
    {
        using FakeSuricata suricata = new(_options.Socket, "eve-sidecar-host", "eve-sidecar-ip");
        using SuricataDatasets datasets = Started(_options);
        datasets.Take(DatasetVerdicts.Of(VerdictAction.Exclude, "a.example"));
        datasets.Take(DatasetVerdicts.Of(VerdictAction.Exclude, "b.example", "http-hostname"));
        Has(suricata, Host("b.example"));
        Patience.Until(() => datasets.Stats().Refused > 0, "Suricata knows no such set");
        // What was told already is not told again.
        int adds = suricata.Commands.Count(command => command.StartsWith("dataset-add eve-sidecar-host", StringComparison.Ordinal));
        suricata.Sets.Add("eve-sidecar-sni");
        Has(suricata, Host("b.example"), Name("a.example"));
        Assert.Equal(adds, suricata.Commands.Count(command => command.StartsWith("dataset-add eve-sidecar-host", StringComparison.Ordinal)));
        Assert.Equal(1, datasets.Stats().Resyncs);
    }

    [Fact]
    public void What_an_earlier_run_excluded_is_told_too_and_can_be_released()
    {
        using FakeSuricata suricata = new(_options.Socket, s_sets);
        View names = ShippedViews.All.First(view => view.Name == "tls-sni");
        using SuricataDatasets datasets = Started(_options, (names, "a.example"u8.ToArray()), (View.HttpUserAgent, "curl/8"u8.ToArray()));
        Has(suricata, Name("a.example"));
        datasets.Take(DatasetVerdicts.Of(VerdictAction.Release, "a.example"));
        Has(suricata);
    }

    [Fact]
    public void A_sidecar_that_stops_leaves_nothing_excluded_behind()
    {
        using FakeSuricata suricata = new(_options.Socket, s_sets);
        SuricataDatasets datasets = Started(_options);
        datasets.Take(DatasetVerdicts.Of(VerdictAction.Exclude, "a.example"));
        Has(suricata, Name("a.example"));
        datasets.Dispose();
        Assert.Empty(suricata.Values);
        datasets.Dispose();
    }

    [Fact]
    public void A_Suricata_that_does_not_answer_holds_nobody_up()
    {
        using FakeSuricata suricata = new(_options.Socket, s_sets);
        suricata.Answers.Reset();
        SuricataDatasets datasets = Started(_options with { MaxKeys = 100, AnswerMilliseconds = 60_000, DrainMilliseconds = 10 });
        // Takes all, though not one command gets through.
        for (int i = 0; i < 1_000; i++)
        {
            datasets.Take(DatasetVerdicts.Of(VerdictAction.Exclude, $"{i}.example"));
            datasets.Take(DatasetVerdicts.Of(VerdictAction.Release, $"{i}.example"));
        }

        datasets.Take(DatasetVerdicts.Of(VerdictAction.Exclude, "a.example"));
        suricata.Answers.Set();
        Has(suricata, Name("a.example"));
        suricata.Answers.Reset();
        datasets.Dispose();
    }

    [Fact]
    public void An_answer_that_does_not_come_is_a_failure_and_tried_again()
    {
        using FakeSuricata suricata = new(_options.Socket, s_sets);
        suricata.Answers.Reset();
        using SuricataDatasets datasets = Started(_options with { AnswerMilliseconds = 10 });
        Patience.Until(() => datasets.Stats().Failures > 1, "it is tried again");
        datasets.Take(DatasetVerdicts.Of(VerdictAction.Exclude, "a.example"));
        suricata.Answers.Set();
        Has(suricata, Name("a.example"));
    }

    [Theory]
    [InlineData(10, 200)]
    [InlineData(4, 500)]
    public void Commands_come_no_faster_than_they_may(int perSecond, int atLeastMilliseconds)
    {
        using FakeSuricata suricata = new(_options.Socket, s_sets);
        long start = Stopwatch.GetTimestamp();
        using SuricataDatasets datasets = Started(_options with { CommandsPerSecond = perSecond });
        for (int i = 0; i < 4; i++)
            datasets.Take(DatasetVerdicts.Of(VerdictAction.Exclude, $"{i}.example"));
        Patience.Until(() => datasets.Stats().Added == 4, "all are told");
        // One in each part of a second: three pauses, less what had passed of the first part.
        Assert.True(Stopwatch.GetElapsedTime(start) > TimeSpan.FromMilliseconds(atLeastMilliseconds));
    }

    [Theory]
    [InlineData("no JSON\n")]
    [InlineData("{\"return\":\"NOK\"}\n")]
    [InlineData("{\"return\":\"OK\",\"message\":\"\u00ff\"}\n")]
    [InlineData("[]\n")]
    [InlineData("")]
    public async Task What_is_no_Suricata_is_refused(string answer)
    {
        using Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(_options.Socket));
        listener.Listen();
        Task served = Task.Run(() =>
        {
            using Socket client = listener.Accept();
            client.Receive(new byte[100]);
            client.Send(Encoding.Latin1.GetBytes(answer));
        });
        Assert.Throws<IOException>(() => SuricataCommands.Connect(_options.Socket, 5_000));
        await served;
    }

    [Fact]
    public void A_path_that_no_socket_can_have_is_a_fault_and_ends_no_thread()
    {
        DatasetOptions options = _options with { Socket = "/" + new string('s', 200) };
        Assert.Throws<Sidecar.Engine.Ingest.SocketFileException>(() => SuricataCommands.Connect(options.Socket, 5_000));
        Assert.StartsWith("datasets.socket: the path is longer", Assert.Single(DatasetRules.Faults(options, ShippedViews.All)), StringComparison.Ordinal);
    }

    private static SuricataDatasets Started(DatasetOptions options, params IEnumerable<(View View, byte[] Key)> excluded)
    {
        SuricataDatasets datasets = new(options);
        datasets.Start(excluded);
        return datasets;
    }

    private static string Name(string name) => "eve-sidecar-sni:" + Convert.ToBase64String(Encoding.ASCII.GetBytes(name));

    private static string Host(string name) => "eve-sidecar-host:" + Convert.ToBase64String(Encoding.ASCII.GetBytes(name));

    private static void Has(FakeSuricata suricata, params string[] values) =>
        Patience.Until(() => suricata.Values.SequenceEqual(values.Order(StringComparer.Ordinal)), $"it has {string.Join(", ", values)}");
}
