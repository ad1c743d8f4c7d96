using Microsoft.Win32.SafeHandles;

namespace Sidecar.Engine.Ingest;

/// <summary>
/// A followed file while it is open: what it is, how far it was read, and which of its bytes those are that the engine
/// has taken. Owned by the thread of its <see cref="FollowedFile"/>.
/// </summary>
internal sealed class OpenedFile : IDisposable
{
    private readonly SafeFileHandle _handle;
    private FileHead _head;
    private long _offset;

    /// <summary>Place of the first byte handed on, and how many bytes the feed had handed on before it.</summary>
    private long _startOffset;
    private long _handedBefore;

    /// <param name="handed">Bytes that the feed has handed on so far.</param>
    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">Nor may it be.</exception>
    public OpenedFile(string path, long handed)
    {
        _handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        Identity = FileKinds.State(_handle).Identity;
        _handedBefore = handed;
    }

    public FileIdentity Identity { get; }

    /// <summary>Goes on where a run before stopped; false when the file is not as it was then.</summary>
    public bool TryMoveTo(in FilePosition position)
    {
        if (RandomAccess.GetLength(_handle) < position.OffsetBytes || !position.Head.Fits(_handle))
        {
            return false;
        }

        _head = position.Head;
        _offset = _startOffset = position.OffsetBytes;
        return true;
    }

    /// <summary>Whether the file was cut since it was last read, or cut and filled again beyond where that was.</summary>
    public bool IsRewritten()
    {
        long length = RandomAccess.GetLength(_handle);
        if (length < _offset)
        {
            return true;
        }

        return length > _offset && !_head.Fits(_handle);
    }

    /// <summary>From its start, as a new file.</summary>
    public void Restart(long handed)
    {
        _offset = _startOffset = 0;
        _handedBefore = handed;
        _head = default;
    }

    /// <returns>0 at the end, for now.</returns>
    public int Read(Span<byte> into)
    {
        int read = RandomAccess.Read(_handle, into, _offset);
        _offset += read;
        if (read > 0 && _head.LengthBytes < FileHead.LongestBytes)
        {
            _head = FileHead.Of(_handle);
        }

        return read;
    }

    /// <summary>The end of what the engine has taken of this file; false while it still takes what was handed on before.</summary>
    /// <param name="seen">Bytes of the feed that the engine has taken.</param>
    public bool TryGetPosition(long seen, out FilePosition position)
    {
        position = new FilePosition(Identity, _startOffset + seen - _handedBefore, _head);
        return seen >= _handedBefore;
    }

    public void Dispose() => _handle.Dispose();
}
