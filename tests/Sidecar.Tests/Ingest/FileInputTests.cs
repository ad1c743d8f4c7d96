using System.IO.Compression;
using System.Text;
using Sidecar.Engine.Ingest;
using Xunit;

namespace Sidecar.Tests.Ingest;

/// <summary>Files give the same records whatever they are packed in, and a broken one says so.</summary>
public sealed class FileInputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, string, int> Packings
    {
        get
        {
            TheoryData<string, string, int> all = [];
            foreach (string packing in (string[])["plain", "gzip", "zstd", "gzip in 3 members", "zstd in 3 frames"])
            {
                all.Add(packing, "", 1);
                all.Add(packing, "\n", 1);
                all.Add(packing, "a", 1);
                all.Add(packing, "a\n", 1);
                all.Add(packing, "ab\n", 1);
                all.Add(packing, "{\"a\":1}\n{\"b\":2}\n{\"c\":3}", 1);
                // More than one buffer, so that a record spans two.
                all.Add(packing, "{\"a\":1}\n{\"bb\":2}\n", 150_000);
            }

            return all;
        }
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Packed_input_is_checked_strictly_whatever_was_unpacked_before() =>
        Assert.True(AppContext.TryGetSwitch("System.IO.Compression.UseStrictValidation", out bool isStrict) && isStrict);

    [Theory]
    [MemberData(nameof(Packings))]
    public void A_file_gives_its_records(string packing, string repeated, int times)
    {
        string text = string.Concat(Enumerable.Repeat(repeated, times));
        string[] lines = text.EndsWith('\n') || text.Length == 0 ? text.Split('\n')[..^1] : text.Split('\n');
        Assert.Equal(lines, Read(Pack(packing, Encoding.UTF8.GetBytes(text))));
    }

    [Theory]
    [InlineData(new byte[] { 0x1F })]
    [InlineData(new byte[] { 0x28 })]
    [InlineData(new byte[] { 0x28, 0xB5 })]
    [InlineData(new byte[] { 0x28, 0xB5, 0x2F })]
    public void The_beginning_of_a_packing_is_no_packing(byte[] bytes) =>
        Assert.Equal([Encoding.Latin1.GetString(bytes)], Read(bytes));

    [Theory]
    [InlineData("gzip")]
    [InlineData("zstd")]
    [InlineData("gzip in 3 members")]
    [InlineData("zstd in 3 frames")]
    public void A_packed_file_that_ends_too_early_says_so(string packing)
    {
        byte[] whole = Pack(packing, Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 20_000).Select(i => $"{{\"record\":{i}}}\n"))));
        AssertSaysSo(whole[..(whole.Length / 2)]);
        AssertSaysSo(whole[..^1]);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("zstd")]
    public void A_packed_file_that_is_broken_inside_says_so(string packing)
    {
        byte[] bytes = Pack(packing, Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 20_000).Select(i => $"{{\"record\":{i}}}\n"))));
        bytes.AsSpan(bytes.Length / 3, 64).Fill(0xFF);
        AssertSaysSo(bytes);
    }

    [Fact]
    public void A_file_that_is_missing_says_so() =>
        Assert.Throws<FileNotFoundException>(() => FileInput.Open(_folder.PathOf("missing.json")));

    /// <summary>The exceptions that the commands turn into one line for the person.</summary>
    private void AssertSaysSo(byte[] bytes)
    {
        Exception? said = Record.Exception(() => Read(bytes));
        Assert.True(said is IOException or InvalidDataException or ZstdSharp.ZstdException, said?.ToString() ?? "it was read as if it were whole");
    }

    private List<string> Read(byte[] bytes)
    {
        string path = _folder.PathOf("eve.json");
        File.WriteAllBytes(path, bytes);
        List<string> records = [];
        Assert.Equal(0, RecordReader.ReadToEnd(FileInput.Open(path), record => records.Add(Encoding.Latin1.GetString(record))));
        return records;
    }

    private static byte[] Pack(string packing, byte[] bytes)
    {
        Func<byte[], byte[]> pack = packing.Split(' ')[0] switch { "gzip" => Gzip, "zstd" => Zstd, _ => same => same };
        if (!packing.Contains(" in 3 ", StringComparison.Ordinal))
        {
            return pack(bytes);
        }

        int third = bytes.Length / 3;
        return [.. pack(bytes[..third]), .. pack(bytes[third..(2 * third)]), .. pack(bytes[(2 * third)..])];
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
            // Without this an empty input would write nothing, not even a header.
            gzip.Flush();
        }

        return packed.ToArray();
    }

    private static byte[] Zstd(byte[] bytes)
    {
        using ZstdSharp.Compressor compressor = new();
        // A checksum, as the zstd tool writes one.
        compressor.SetParameter(ZstdSharp.Unsafe.ZSTD_cParameter.ZSTD_c_checksumFlag, 1);
        return compressor.Wrap(bytes).ToArray();
    }
}
