using System.IO.Compression;
using Xunit;

namespace Sidecar.EndToEnd;

/// <summary>The same records give the same verdicts, byte for byte, whichever way they come.</summary>
public sealed class ReplayTests
{
    private static readonly string s_zstd = FixtureFiles.PathOf("golden", "scene.eve.ndjson.zst");
    private static readonly byte[] s_eve = Decompressed(s_zstd);
    private static readonly Lazy<Finished> s_replayed = new(() => SidecarProcess.Run(["replay", s_zstd]).Balanced());

    [Fact]
    public void A_replay_says_what_is_in_the_scene()
    {
        IReadOnlyList<string> lines = VerdictSchema.Check(s_replayed.Value.Text);
        Assert.Contains("\"action\":\"exclude\",\"view\":\"http-user-agent\",\"key\":\"python-requests/2.31.0\"", lines[0], StringComparison.Ordinal);
        Assert.Equal(s_eve.Count(octet => octet == '\n'), s_replayed.Value.Parsed);
    }

    [Theory]
    [InlineData(1 << 20)]
    [InlineData(36_544)]
    [InlineData(997)]
    public void A_socket_gives_what_a_replay_gives_however_the_bytes_are_cut(int chunk)
    {
        using SidecarProcess sidecar = SidecarProcess.Start();
        using VerdictClient one = new(sidecar.VerdictSocket);
        using VerdictClient two = new(sidecar.VerdictSocket);
        sidecar.WaitForReaders(2);
        using (EveClient suricata = new(sidecar.EveSocket))
        {
            for (int at = 0; at < s_eve.Length; at += chunk)
                suricata.Send(s_eve.AsSpan(at, Math.Min(chunk, s_eve.Length - at)));
        }

        Assert.Equal(s_eve.Count(octet => octet == '\n'), sidecar.Stop().Balanced().Parsed);
        string expected = s_replayed.Value.Text;
        Assert.Equal(expected, string.Concat(one.Lines().Select(line => line + "\n")));
        Assert.Equal(expected, string.Concat(two.Lines().Select(line => line + "\n")));
    }

    [Fact]
    public void Plain_gzip_zstd_and_standard_input_give_the_same()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("sidecar-replay-");
        try
        {
            string plain = Path.Combine(folder.FullName, "eve.json");
            string gzip = Path.Combine(folder.FullName, "eve.json.gz");
            File.WriteAllBytes(plain, s_eve);
            using (GZipStream stream = new(File.Create(gzip), CompressionLevel.Fastest))
                stream.Write(s_eve);

            string expected = s_replayed.Value.Text;
            Assert.Equal(expected, SidecarProcess.Run(["replay", plain]).Balanced().Text);
            Assert.Equal(expected, SidecarProcess.Run(["replay", gzip]).Balanced().Text);
            Assert.Equal(expected, SidecarProcess.Run(["replay", "-"], s_eve).Balanced().Text);
            string file = Path.Combine(folder.FullName, "verdicts.ndjson");
            Assert.Empty(SidecarProcess.Run(["replay", "--verdicts", file, plain]).Balanced().Text);
            Assert.Equal(expected, File.ReadAllText(file));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Two_replays_leave_the_same_report_and_profiles()
    {
        Assert.Equal(Left(), Left());

        static (string Report, string Profiles) Left()
        {
            DirectoryInfo folder = Directory.CreateTempSubdirectory("sidecar-replay-");
            try
            {
                string snapshot = Path.Combine(folder.FullName, "profiles.ndjson.zst");
                SidecarProcess.Run(["replay", s_zstd, "--report", folder.FullName, "--snapshot", snapshot]).Balanced();
                return (File.ReadAllText(Path.Combine(folder.FullName, "report.html")), Convert.ToHexString(File.ReadAllBytes(snapshot)));
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        }
    }

    internal static byte[] Decompressed(string path)
    {
        using ZstdSharp.DecompressionStream stream = new(File.OpenRead(path));
        using MemoryStream all = new();
        stream.CopyTo(all);
        return all.ToArray();
    }
}
