using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;

namespace Sidecar.Engine.Ingest;

/// <summary>
/// EVE from a file or from standard input (<c>-</c>), plain, gzip or zstd by the first bytes, for commands that read
/// to the end: replay, playbook.
/// </summary>
public static class FileInput
{
    private const int BufferBytes = 1 << 20;
    private const int MagicBytes = 4;

    // Without it GZipStream takes a gzip file that was cut off as if it were whole. Our programs say so in their build
    // (Directory.Build.props), before anything is unpacked; this is for others that use the engine.
    private const string StrictGzip = "System.IO.Compression.UseStrictValidation";

    private static readonly StreamPipeReaderOptions Options = new(bufferSize: BufferBytes, minimumReadSize: BufferBytes / 4);

    /// <param name="watch">Stands between the file, packed as it may be, and what reads it; or nothing does.</param>
    /// <exception cref="IOException">The file cannot be opened or read.</exception>
    /// <exception cref="UnauthorizedAccessException">Nor may it be.</exception>
    /// <remarks>Reading on throws InvalidDataException or ZstdException when a packed file is broken or cut off.</remarks>
    public static PipeReader Open(string path, Func<Stream, Stream>? watch = null) => PipeReader.Create(OpenStream(path, watch), Options);

    /// <summary>The same for who reads into memory of his own.</summary>
    public static Stream OpenStream(string path, Func<Stream, Stream>? watch = null)
    {
        Stream file = path == "-"
            ? Console.OpenStandardInput()
            : new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        Span<byte> magic = stackalloc byte[MagicBytes];
        Stream raw = Peek(file, watch ?? (stream => stream), magic);
        if (IsGzip(magic))
        {
            AppContext.SetSwitch(StrictGzip, true);
            // It reads by 8 KB itself.
            return new GZipStream(new BufferedStream(raw, BufferBytes), CompressionMode.Decompress);
        }

        return IsZstd(magic) ? new ZstdSharp.DecompressionStream(raw, leaveOpen: false) : raw;
    }

    /// <summary>Whether what is read once is there no more: standard input, a pipe, a device.</summary>
    public static bool IsReadOnce(string path) => path == "-" || FileKinds.State(path).Kind is FileKind.Pipe or FileKind.Socket or FileKind.Other;

    /// <summary>Whether a file begins as a gzip or zstd file does.</summary>
    /// <exception cref="IOException">The file cannot be opened or read.</exception>
    /// <exception cref="UnauthorizedAccessException">Nor may it be.</exception>
    internal static bool IsPacked(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        Span<byte> magic = stackalloc byte[MagicBytes];
        magic = magic[..file.ReadAtLeast(magic, MagicBytes, throwOnEndOfStream: false)];
        return IsGzip(magic) || IsZstd(magic);
    }

    /// <summary>The first bytes of a file; what cannot be read twice gives them out of a pipe once more.</summary>
    private static Stream Peek(Stream file, Func<Stream, Stream> watch, Span<byte> magic)
    {
        if (file.CanSeek)
        {
            file.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false);
            file.Position = 0;
            return watch(file);
        }

        PipeReader pipe = PipeReader.Create(watch(file), Options);
        ReadOnlySequence<byte> head = pipe.ReadAtLeastAsync(magic.Length).AsTask().GetAwaiter().GetResult().Buffer;
        head.Slice(0, Math.Min(magic.Length, head.Length)).CopyTo(magic);
        pipe.AdvanceTo(head.Start);
        return pipe.AsStream();
    }

    private static bool IsGzip(ReadOnlySpan<byte> magic) => magic.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]);

    private static bool IsZstd(ReadOnlySpan<byte> magic) => magic.SequenceEqual((ReadOnlySpan<byte>)[0x28, 0xB5, 0x2F, 0xFD]);
}
