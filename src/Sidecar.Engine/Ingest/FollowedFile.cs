namespace Sidecar.Engine.Ingest;

/// <summary>
/// A file that Suricata writes, followed as <c>tail -F</c> does: over rotation by rename and by truncation, waited for
/// where it is missing, and from where the last run stopped. Looked at ten times a second: inotify would save these few
/// system calls, but tells nothing of what happened before it watched, nor on network file systems, and would have to be
/// checked against the same state anyway.
/// Only whole lines are handed on; the position that is remembered is the end of the last line that the engine has taken.
/// Owned by its thread.
/// </summary>
internal sealed class FollowedFile : EveFeed
{
    private const int SaveMilliseconds = 1000;

    /// <summary>How long a folder that cannot be listed is waited for before the file of the name itself is begun.</summary>
    private const int ListMilliseconds = 5000;

    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(100);

    private readonly FilePositions _positions;
    private readonly ManualResetEventSlim _stop = new();
    private readonly WholeLines _lines;
    private OpenedFile? _file;
    private FilePosition? _resumeAt;
    private long _listErrorSince;
    private long _listErrors;
    private long _savedAt;
    private FilePosition _saved;
    private bool _isMissing;
    private long _rotations;
    private long _truncations;
    private long _vanished;
    private long _openErrors;
    private long _saveErrors;

    public FollowedFile(string path, IngestOptions options, FilePositions positions, WakeBell bell)
        : base(path, options.MaxRecordBytes, pauseBytes: PauseBytes, bell)
    {
        _positions = positions;
        _lines = new WholeLines(ReadBytes, options.MaxRecordBytes);
    }

    public override void Stop() => _stop.Set();

    protected override void Read()
    {
        _resumeAt = _positions.Of(Name);
        do
        {
            _file ??= Open();
            if (_file is not null)
            {
                ReadToEnd(_file);
                Watch(_file);
            }

            SaveNowAndThen();
        }
        while (!_stop.Wait(s_poll));
    }

    protected override IReadOnlyDictionary<string, long> Events()
    {
        (string Cause, long Count)[] all =
        [
            ("rotated", Volatile.Read(ref _rotations)), ("truncated", Volatile.Read(ref _truncations)), ("vanished", Volatile.Read(ref _vanished)),
            ("open errors", Volatile.Read(ref _openErrors)), ("list errors", Volatile.Read(ref _listErrors)), ("save errors", Volatile.Read(ref _saveErrors)),
        ];
        return all.Where(one => one.Count > 0).ToDictionary(one => one.Cause, one => one.Count);
    }

    protected override void Release()
    {
        Save();
        _file?.Dispose();
        _stop.Dispose();
    }

    /// <summary>The file in which the last run stopped, once; from then on the one of the name.</summary>
    private OpenedFile? Open()
    {
        OpenedFile? file = null;
        if (_resumeAt is FilePosition position && !TryResume(position, out file))
        {
            return null;
        }

        if (file is null)
        {
            file = TryOpen(Name);
            if (file is not null && _resumeAt is FilePosition stopped && stopped.File == file.Identity)
            {
                // It came after the folder was looked at. What was cut meanwhile is begun at its start.
                file.TryMoveTo(stopped);
            }
        }

        // As long as nothing is there, the file may still come: its disk is not mounted yet, say.
        _resumeAt = file is null ? _resumeAt : null;
        return file;
    }

    /// <summary>Where the last run stopped: in the file of that name, or in the one that it was renamed to meanwhile.</summary>
    /// <returns>Whether all was looked at; false when the folder is to be looked at again.</returns>
    private bool TryResume(in FilePosition position, out OpenedFile? file)
    {
        file = null;
        try
        {
            foreach (string candidate in RotatedName.Candidates(Name))
            {
                if (FileKinds.State(candidate).Identity != position.File || TryOpen(candidate) is not OpenedFile found)
                {
                    continue;
                }

                if (found.TryMoveTo(position))
                {
                    file = found;
                    return true;
                }

                // Cut or written anew while we were away: from its start, if it is ours at all.
                found.Dispose();
                Interlocked.Increment(ref _truncations);
            }

            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The rest of a file that was rotated meanwhile may be there: it comes before the new one, or not at all.
            Interlocked.Increment(ref _listErrors);
            long now = Environment.TickCount64;
            _listErrorSince = _listErrorSince == 0 ? now : _listErrorSince;
            return now - _listErrorSince >= ListMilliseconds;
        }
    }

    private OpenedFile? TryOpen(string path)
    {
        try
        {
            OpenedFile file = new(path, Handed);
            _isMissing = false;
            return file;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            // Not there yet, or not again.
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Interlocked.Increment(ref _openErrors);
            return null;
        }
    }

    private void ReadToEnd(OpenedFile file)
    {
        if (file.IsRewritten())
        {
            Interlocked.Increment(ref _truncations);
            _lines.Clear();
            file.Restart(Handed);
        }

        int read;
        while (!_stop.IsSet && (read = file.Read(_lines.Free())) > 0)
        {
            Hand(_lines.Take(read));
            SaveNowAndThen();
        }
    }

    /// <summary>What has become of the path while the file was read.</summary>
    private void Watch(OpenedFile file)
    {
        FileState now = FileKinds.State(Name);
        if (now.Kind == FileKind.Missing)
        {
            if (!_isMissing)
            {
                _isMissing = true;
                Interlocked.Increment(ref _vanished);
            }
        }
        else if (now.Identity != file.Identity && now.SizeBytes > 0 && !_stop.IsSet)
        {
            // The writer has gone over to the new file, so nothing more comes into the old one. An empty new one would
            // not tell: logrotate makes it before Suricata hears of it.
            ReadToEnd(file);
            Hand(_lines.Rest());
            file.Dispose();
            Interlocked.Increment(ref _rotations);
            _file = TryOpen(Name);
        }
    }

    private void SaveNowAndThen()
    {
        if (Environment.TickCount64 - _savedAt >= SaveMilliseconds)
        {
            Save();
        }
    }

    private void Save()
    {
        _savedAt = Environment.TickCount64;
        if (_file is null || !_file.TryGetPosition(SeenBytes, out FilePosition position) || position == _saved)
        {
            return;
        }

        try
        {
            _positions.Save(Name, position);
            _saved = position;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Interlocked.Increment(ref _saveErrors);
        }
    }
}
