using System.Buffers.Binary;
using System.IO.Hashing;
using Sidecar.Engine.Ingest;

namespace Sidecar.Engine.Snapshots;

/// <summary>
/// The exclusions of all views as they stand after each change, on the disk before anybody is told: what a verdict
/// announced must hold after a kill. A frame is the whole of it, so the last good one is all that counts and no
/// snapshot is needed; when the file has grown it is replaced by one with the latest frame alone. Layout,
/// little-endian: magic (8 bytes) and u32 version, then frames of u32 length, u64 XXH3 of what follows, i64 sequence,
/// content (see <see cref="SectionList"/>). One writer, the thread that announces.
/// </summary>
internal sealed class ExclusionJournal(string folder, long maxBytes) : IDisposable
{
    public const string FileName = "exclusions.journal";

    private const int Version = 1;
    private const int HeaderBytes = 12;
    private const int FrameHeaderBytes = 20;

    private readonly string _path = Path.Combine(folder, FileName);
    private FileStream? _file;
    private long _end;

    private static ReadOnlySpan<byte> Magic => [0x89, (byte)'E', (byte)'V', (byte)'J', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n'];

    /// <summary>Adds a frame; it is on the disk when this returns.</summary>
    /// <exception cref="IOException">Disk full, folder gone or read-only; the frames of before are still good.</exception>
    public void Append(JournalFrame of)
    {
        byte[] frame = Encode(of);
        try
        {
            if (_file is null || _end + frame.Length > maxBytes)
            {
                Begin(frame);
                return;
            }

            _file.Write(frame);
            _file.Flush(flushToDisk: true);
            _end += frame.Length;
        }
        catch
        {
            // Begins anew with the next frame: there may be half of this one behind the good ones.
            Close();
            throw;
        }
    }

    public void Dispose() => Close();

    /// <summary>
    /// The content of the last good frame, empty when there is none. Whatever stands behind the first bad frame was
    /// being written when the process died.
    /// </summary>
    public static StateFileFault ReadLast(string folder, out long sequence, out byte[] content)
    {
        sequence = 0;
        content = [];
        byte[] file;
        try
        {
            file = File.ReadAllBytes(Path.Combine(folder, FileName));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return StateFileFault.None;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new StateFileFault(StateFileStatus.Unreadable, e.Message);
        }

        StateFileFault fault = HeaderFault(file);
        ReadOnlySpan<byte> rest = fault.IsNone ? file.AsSpan(HeaderBytes) : [];
        while (TryTakeFrame(ref rest, out ReadOnlySpan<byte> body))
        {
            sequence = BinaryPrimitives.ReadInt64LittleEndian(body);
            content = body[sizeof(long)..].ToArray();
        }

        return fault;
    }

    private static StateFileFault HeaderFault(ReadOnlySpan<byte> file)
    {
        if (file.Length < HeaderBytes)
        {
            return new StateFileFault(StateFileStatus.Truncated, "it is shorter than its header");
        }

        if (!file.StartsWith(Magic))
        {
            return new StateFileFault(StateFileStatus.WrongMagic, "it is no journal of eve-sidecar");
        }

        uint version = BinaryPrimitives.ReadUInt32LittleEndian(file[8..]);
        return version == Version ? StateFileFault.None : new StateFileFault(StateFileStatus.NewerVersion, $"it has version {version}; this program reads {Version}");
    }

    private static byte[] Header()
    {
        byte[] header = new byte[HeaderBytes];
        Magic.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(8), Version);
        return header;
    }

    private static byte[] Encode(JournalFrame of)
    {
        ReadOnlySpan<byte> content = of.Content.Span;
        byte[] frame = new byte[FrameHeaderBytes + content.Length];
        BinaryPrimitives.WriteInt32LittleEndian(frame, content.Length);
        BinaryPrimitives.WriteInt64LittleEndian(frame.AsSpan(12), of.Sequence);
        content.CopyTo(frame.AsSpan(FrameHeaderBytes));
        BinaryPrimitives.WriteUInt64LittleEndian(frame.AsSpan(4), XxHash3.HashToUInt64(frame.AsSpan(12)));
        return frame;
    }

    private static bool TryTakeFrame(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> body)
    {
        body = default;
        if (rest.Length < FrameHeaderBytes)
        {
            return false;
        }

        int length = BinaryPrimitives.ReadInt32LittleEndian(rest);
        if (length < 0 || length > rest.Length - FrameHeaderBytes)
        {
            return false;
        }

        body = rest.Slice(12, sizeof(long) + length);
        if (XxHash3.HashToUInt64(body) != BinaryPrimitives.ReadUInt64LittleEndian(rest[4..]))
        {
            return false;
        }

        rest = rest[(FrameHeaderBytes + length)..];
        return true;
    }

    /// <summary>A new file with this frame alone takes the place of the old one in one step.</summary>
    private void Begin(byte[] frame)
    {
        Close();
        Directory.CreateDirectory(folder);
        WholeFile.Write(
            _path,
            file =>
            {
                file.Write(Header());
                file.Write(frame);
            },
            NewFile.OwnerAlone);
        _file = new FileStream(_path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
        _end = HeaderBytes + frame.Length;
    }

    private void Close()
    {
        _file?.Dispose();
        _file = null;
    }
}

/// <summary>The exclusions of all views as one thing to write.</summary>
/// <param name="Sequence">Of the state that they are part of.</param>
/// <param name="Content">See <see cref="SectionList"/>; not written to afterwards.</param>
internal readonly record struct JournalFrame(long Sequence, ReadOnlyMemory<byte> Content);
