using Sidecar.Engine;
using Sidecar.Engine.Ingest;
using Sidecar.Engine.Outputs;
using Sidecar.Engine.Snapshots;
using Sidecar.Engine.Verdicts;
using Xunit;

namespace Sidecar.Tests.Snapshots;

/// <summary>What the sidecar keeps is its owner's, and no link of another user leads it to another file.</summary>
public sealed class OwnFilesTests : IDisposable
{
    private const UnixFileMode OwnerAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, string> Written => new()
    {
        { "exclusions-by-hand.json", "exclusions-by-hand.json.tmp" },
        { "positions", "positions.tmp" },
        { ExclusionJournal.FileName, ExclusionJournal.FileName + ".tmp" },
    };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_state_and_the_journal_are_their_owners_alone()
    {
        Sidecar.Engine.Engine engine = new(EngineOptions.Default, [new VerdictFile(new MemoryStream())], _folder.PathOf(""));
        EveLines.Read(engine, EveLines.LoudTraffic());
        engine.Finish();
        string[] kept = [.. StateContent.Files(_folder.PathOf("")), _folder.PathOf(ExclusionJournal.FileName)];
        Assert.True(kept.Length > 1);
        Assert.All(kept, file => Assert.Equal(OwnerAlone, File.GetUnixFileMode(file)));
    }

    [Theory]
    [MemberData(nameof(Written))]
    public void A_small_file_is_its_owners_alone_and_a_link_in_its_way_leads_nowhere(string name, string making)
    {
        string other = _folder.PathOf("another program's");
        File.WriteAllText(other, "as it was");
        foreach (string link in (string[])[name, making])
            File.CreateSymbolicLink(_folder.PathOf(link), other);
        Write(name);
        Assert.Equal("as it was", File.ReadAllText(other));
        Assert.Null(new FileInfo(_folder.PathOf(name)).LinkTarget);
        Assert.Equal(OwnerAlone, File.GetUnixFileMode(_folder.PathOf(name)));
        Assert.False(File.Exists(_folder.PathOf(making)));
    }

    private void Write(string name)
    {
        string path = _folder.PathOf(name);
        switch (name)
        {
            case "positions":
                FilePositions.Load(path).Save("eve.json", default);
                break;
            case ExclusionJournal.FileName:
                using (ExclusionJournal journal = new(_folder.PathOf(""), 1 << 20))
                    journal.Append(new JournalFrame(1, "one"u8.ToArray()));
                break;
            default:
                HandRulesFile.Write(path, [new HandRule("tls-sni", "a.example"u8.ToArray(), HandAction.Never, 0, null)]);
                break;
        }
    }
}
