using System.IO.Compression;
using System.Text;
using Sidecar.Engine.Ingest;
using Xunit;

namespace Sidecar.Tests.Ingest;

public sealed class FileInputTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("a\n")]
    [InlineData("abc")]
    [InlineData("{}\n{}\n")]
    public void Short_files_are_read_as_they_are(string text)
    {
        File.WriteAllText(_file, text);
        Assert.Equal(text.Split('\n', StringSplitOptions.RemoveEmptyEntries), Records());
    }

    [Fact]
    public void Gzip_of_several_members_is_read_to_its_end()
    {
        using (FileStream file = File.Create(_file))
        {
            foreach (string part in (string[])["one\ntw", "o\nthree\n"])
            {
                using GZipStream member = new(file, CompressionLevel.Fastest, leaveOpen: true);
                member.Write(Encoding.ASCII.GetBytes(part));
            }
        }

        Assert.Equal(["one", "two", "three"], Records());
    }

    [Fact]
    public void Zstd_of_several_frames_is_read_to_its_end()
    {
        using ZstdSharp.Compressor zstd = new(3);
        using (FileStream file = File.Create(_file))
        {
            file.Write(zstd.Wrap("one\ntw"u8));
            file.Write(zstd.Wrap("o\nthree\n"u8));
        }

        Assert.Equal(["one", "two", "three"], Records());
    }

    [Fact]
    public void A_missing_file_is_an_IO_error() =>
        Assert.ThrowsAny<IOException>(() => FileInput.Open("/nowhere/eve.json"));

    private List<string> Records()
    {
        List<string> records = [];
        RecordReader.ReadToEnd(FileInput.Open(_file), line => records.Add(Encoding.ASCII.GetString(line)));
        return records;
    }
}
