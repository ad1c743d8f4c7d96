using System.Text;
using Sidecar.Engine.Learning;
using Sidecar.Engine.Profiles;
using Sidecar.Engine.Snapshots;
using Sidecar.Engine.Verdicts;
using Xunit;

namespace Sidecar.Tests.Snapshots;

public sealed class ProfileExportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string File => _folder.PathOf("profiles.ndjson.zst");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_key_is_written_to_the_letter()
    {
        ProfileExport.Write(File, [Tick("<b>\u202e", "plain")], 3);
        Assert.Equal(
            [
                """{"timestamp":"2026-01-05T08:10:00.000000+0000","view":"http-user-agent","key":"\u003cb\u003e\u202e","records":3,"flows":1,"bytes":13,"alerts":2,"share":{"records":0.5,"bytes":0.5,"flows":0.5},"features":{"src_ip":1,"dest_ip":2,"http.url":3,"http.hostname":4,"http.http_refer":5,"flow.bytes_toserver":6,"flow.bytes_toclient":7,"flow.pkts_toserver":8,"flow.pkts_toclient":9},"scaled":{"src_ip":0,"dest_ip":0,"http.url":0,"http.hostname":0,"http.http_refer":0,"flow.bytes_toserver":0,"flow.bytes_toclient":0,"flow.pkts_toserver":0,"flow.pkts_toclient":0},"anomaly":{"above":[],"below":["src_ip","dest_ip","http.url","http.hostname","http.http_refer","flow.bytes_toserver","flow.bytes_toclient","flow.pkts_toserver","flow.pkts_toclient"]},"excluded":false,"window":{"records":6,"flows":2,"bytes":26}}""",
                """{"timestamp":"2026-01-05T08:10:00.000000+0000","view":"http-user-agent","key":"plain","records":3,"flows":1,"bytes":13,"alerts":2,"share":{"records":0.5,"bytes":0.5,"flows":0.5},"features":{"src_ip":1,"dest_ip":2,"http.url":3,"http.hostname":4,"http.http_refer":5,"flow.bytes_toserver":6,"flow.bytes_toclient":7,"flow.pkts_toserver":8,"flow.pkts_toclient":9},"scaled":{"src_ip":0,"dest_ip":0,"http.url":0,"http.hostname":0,"http.http_refer":0,"flow.bytes_toserver":0,"flow.bytes_toclient":0,"flow.pkts_toserver":0,"flow.pkts_toclient":0},"anomaly":{"above":[],"below":["src_ip","dest_ip","http.url","http.hostname","http.http_refer","flow.bytes_toserver","flow.bytes_toclient","flow.pkts_toserver","flow.pkts_toclient"]},"excluded":true,"window":{"records":6,"flows":2,"bytes":26}}""",
            ],
            ExportedLines.Of(File));
        Assert.Equal([File], Directory.GetFiles(_folder.PathOf("")));
    }

    [Fact]
    public void Every_view_and_every_key_is_a_line()
    {
        string[] keys = [.. Enumerable.Range(0, 2_000).Select(i => $"key/{i:0000}")];
        ProfileExport.Write(File, [Tick(keys), Tick("other view")], 3);
        Assert.Equal([.. keys, "other view"], ExportedLines.Of(File).Select(line => System.Text.Json.JsonDocument.Parse(line).RootElement.GetProperty("key").GetString()!));
    }

    [Fact]
    public void The_same_ticks_are_the_same_bytes_and_replace_what_was_there()
    {
        System.IO.File.WriteAllText(File, "old");
        ProfileExport.Write(File, [Tick("a")], 3);
        byte[] first = System.IO.File.ReadAllBytes(File);
        ProfileExport.Write(File, [Tick("a")], 3);
        Assert.Equal(first, System.IO.File.ReadAllBytes(File));
    }

    [Fact]
    public void No_views_are_an_empty_export()
    {
        ProfileExport.Write(File, [], 3);
        Assert.Empty(ExportedLines.Of(File));
    }

    [Fact]
    public void What_cannot_be_put_into_its_place_leaves_nothing_behind()
    {
        Directory.CreateDirectory(File);
        Exception? thrown = Record.Exception(() => ProfileExport.Write(File, [Tick("a")], 3));
        Assert.True(thrown is IOException or UnauthorizedAccessException, thrown?.ToString());
        Assert.Empty(Directory.GetFiles(_folder.PathOf("")));
    }

    [Fact]
    public void A_folder_that_is_not_there_is_an_IO_exception() =>
        Assert.ThrowsAny<IOException>(() => ProfileExport.Write(_folder.PathOf("no/such/file"), [Tick("a")], 3));

    /// <summary>A tick with these keys, of which "plain" is excluded.</summary>
    private static TickResult Tick(params string[] texts)
    {
        KeySnapshot[] keys = [.. texts.Select(text => new KeySnapshot
        {
            Key = Encoding.UTF8.GetBytes(text),
            Features = [1, 2, 3, 4, 5, 6, 7, 8, 9],
            Records = 3,
            Flows = 1,
            Bytes = 13,
            Alerts = 2,
            Sources = 1,
        })];
        WindowSnapshot window = new(View.HttpUserAgent, 0, 1_767_600_600_000_000, keys, 0);
        SiftResult sifted = new Sift(SiftOptions.Default, LearningOptions.Default).Run(window, new TickInput(window.End, window, [], []).Candidates());
        return new TickResult(window, sifted, new TickModel(1, 1, 1, 1, 7, 0, []), [], ["plain"u8.ToArray()], 0);
    }
}
