namespace Sidecar.Engine.Ingest;

/// <summary>
/// All inputs of a running engine that are no connections, open and ended. The engine thread drains, stops and closes
/// them; their accounts may be asked for by anyone.
/// </summary>
internal sealed class FeedSet : IDisposable
{
    private readonly List<EveFeed> _all = [];
    private readonly List<EveFeed> _open = [];

    public IReadOnlyList<EveFeed> Open => _open;

    /// <exception cref="IOException">An input cannot be opened.</exception>
    public static FeedSet Create(InputOptions inputs, IngestOptions options, InheritedSockets inherited, IReadOnlyList<uint> users, IngestCounters counters, WakeBell bell)
    {
        FeedSet feeds = new();
        try
        {
            if (inherited.Datagram is SocketFile datagrams)
            {
                feeds.Add(new DatagramInput(datagrams, options, inputs, users, counters, bell));
            }
            else if (inputs.DatagramPath.Length > 0)
            {
                feeds.Add(new DatagramInput(SocketFile.ReceiveDatagrams(inputs.DatagramPath, options.SocketMode), options, inputs, users, counters, bell));
            }

            FilePositions positions = FilePositions.Load(inputs.PositionFile);
            foreach (string file in inputs.Files)
            {
                feeds.Add(OpenFile(file, options, positions, bell));
            }

            return feeds;
        }
        catch
        {
            feeds.Dispose();
            throw;
        }
    }

    public void Start() => _all.ForEach(feed => feed.Start());

    public void Stop() => _open.ForEach(feed => feed.Stop());

    /// <summary>The feed has been read to its end.</summary>
    public void Close(EveFeed feed)
    {
        feed.Dispose();
        _open.Remove(feed);
    }

    public IReadOnlyList<InputStats> Stats() => [.. _all.Select(feed => feed.Stats())];

    /// <summary>Closes what was never drained: the engine was not started.</summary>
    public void Dispose()
    {
        _open.ForEach(feed => feed.Stop());
        _open.ForEach(feed => feed.Dispose());
        _open.Clear();
    }

    private static EveFeed OpenFile(string file, IngestOptions options, FilePositions positions, WakeBell bell)
    {
        if (file.Contains('\n', StringComparison.Ordinal))
        {
            // The positions are kept in lines.
            throw new IOException($"{file}: the name has a newline in it; rename the file");
        }

        FileKind kind = file == "-" ? FileKind.Other : FileKinds.State(file).Kind;
        switch (kind)
        {
            case FileKind.Folder or FileKind.Socket:
                throw new IOException($"{file}: is a {(kind == FileKind.Folder ? "folder" : "socket")}; name a file");
            case FileKind.Other or FileKind.Pipe:
                return new StreamFeed(file, options, bell);
            default:
                bool packed = kind == FileKind.Regular && FileInput.IsPacked(file);
                return packed ? new StreamFeed(file, options, bell) : new FollowedFile(file, options, positions, bell);
        }
    }

    private void Add(EveFeed feed)
    {
        _all.Add(feed);
        _open.Add(feed);
    }
}
