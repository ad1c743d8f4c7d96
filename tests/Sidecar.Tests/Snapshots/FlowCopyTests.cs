using System.Text;
using Sidecar.Engine;
using Sidecar.Engine.Outputs;
using Sidecar.Engine.Snapshots;
using Xunit;

namespace Sidecar.Tests.Snapshots;

/// <summary>
/// Live flows and profiles are saved as they stood at one record, whatever happens while they are copied: an engine that
/// goes on from there says and knows what one says and knows that was never interrupted.
/// </summary>
public sealed class FlowCopyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Alone => _folder.PathOf("alone");

    /// <summary>An engine that was left as a kill leaves it may still be writing.</summary>
    public void Dispose() => Patience.Until(IsGone, "the folder is gone");

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(3, 400)]
    [InlineData(4, 20_000)]
    [InlineData(5, 400)]
    [InlineData(6, 1)]
    public void An_engine_that_goes_on_from_a_state_says_what_one_that_was_never_interrupted_says(int seed, int stepBytes)
    {
        string[] records = FlowTraffic.Records(seed, 8_000);
        EngineOptions options = FlowTraffic.Options(stepBytes);
        int begun = Killed(options, records);

        (Sidecar.Engine.Engine through, MemoryStream said) = NewEngine(options, folder: null);
        EveLines.Read(through, records[..begun]);
        long saidBefore = said.Length;
        long ended = through.Stats().FlowsClosed + through.Stats().FlowsUnfinished + through.Stats().FlowsEvicted;
        Assert.InRange(through.Stats().FlowsLive, 50, 2_000);

        (Sidecar.Engine.Engine restored, MemoryStream saidThen) = NewEngine(options, Alone);
        Assert.Equal(through.Stats().FlowsLive, restored.Stats().FlowsLive);
        Assert.Equal(through.Stats().Flows.WaitingTransactions, restored.Stats().Flows.WaitingTransactions);
        Assert.Equivalent(through.Stats().Flows.ByProtocol.Select(one => (one.LiveNew, one.LiveEstablished)), restored.Stats().Flows.ByProtocol.Select(one => (one.LiveNew, one.LiveEstablished)), strict: true);
        foreach (Sidecar.Engine.Engine engine in (Sidecar.Engine.Engine[])[through, restored])
        {
            EveLines.Read(engine, records[begun..]);
            engine.Finish();
        }

        Assert.Equal(Text(said, saidBefore), Text(saidThen, 0));
        Assert.True(said.Length - saidBefore > 1000, "the rest says something");
        for (int view = 0; view < through.Latest.Count; view++)
            Assert.Equivalent(through.Latest[view].Window.Keys, restored.Latest[view].Window.Keys, strict: true);
        Assert.Equal(0, restored.Stats().State.SectionsSkipped);
        EngineStats stats = restored.Stats();
        Assert.Equal(stats.FlowsOpened, stats.FlowsClosed + stats.FlowsEvicted + stats.FlowsUnfinished);
        Assert.Equal(
            through.Stats().FlowsClosed + through.Stats().FlowsUnfinished + through.Stats().FlowsEvicted - ended,
            stats.FlowsClosed + stats.FlowsUnfinished + stats.FlowsEvicted);
    }

    /// <summary>Reads record by record, so that the copy takes a step between any two of them, and dies when it is written.</summary>
    /// <returns>Records before the copy began.</returns>
    private int Killed(EngineOptions options, string[] records)
    {
        (Sidecar.Engine.Engine killed, _) = NewEngine(options, _folder.PathOf(""));
        int read = 0;
        for (; read < records.Length && killed.Stats().State.Written == 0; read++)
            EveLines.Read(killed, records[read..(read + 1)]);
        Patience.Until(() => killed.Stats().State.Written > 0, "the state is written");
        // Without the journal: what was announced behind it would set the restart ahead of it.
        string state = killed.Stats().State.Latest!;
        Directory.CreateDirectory(Alone);
        File.Copy(state, Path.Combine(Alone, Path.GetFileName(state)));
        Assert.True(StateContent.TryReadNewest(Alone, out StateContent? content, out _));
        int begun = (int)content.Accounts["received"];
        Assert.InRange(begun, 1000, read - 1);
        return begun;
    }

    private bool IsGone()
    {
        try
        {
            _folder.Dispose();
            return true;
        }
        catch (IOException)
        {
            return !Directory.Exists(_folder.PathOf(""));
        }
    }

    private static string Text(MemoryStream said, long from) => Encoding.UTF8.GetString(said.ToArray()[(int)from..]);

    private static (Sidecar.Engine.Engine Engine, MemoryStream Said) NewEngine(EngineOptions options, string? folder)
    {
        MemoryStream said = new();
        return (new Sidecar.Engine.Engine(options, [new VerdictFile(said)], folder), said);
    }
}
