using System.Globalization;
using System.Text;

namespace Sidecar.Engine.Ingest;

/// <summary>
/// The positions in all followed files, kept in a file of lines: device, inode, offset, length and hash of the head,
/// path. It is replaced as a whole, so that it is never half written. Used by the threads of all followed files.
/// </summary>
internal sealed class FilePositions
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, FilePosition> _positions = [];
    private readonly string _path;

    private FilePositions(string path) => _path = path;

    /// <param name="path">Empty to remember nothing.</param>
    /// <exception cref="IOException">The file is there and cannot be read.</exception>
    public static FilePositions Load(string path)
    {
        FilePositions positions = new(path);
        if (path.Length > 0 && File.Exists(path))
        {
            foreach (string line in File.ReadLines(path))
            {
                positions.Add(line);
            }
        }

        return positions;
    }

    public FilePosition? Of(string file)
    {
        lock (_lock)
        {
            return _positions.TryGetValue(file, out FilePosition position) ? position : null;
        }
    }

    /// <exception cref="IOException">It could not be written; what was written before is still there.</exception>
    /// <exception cref="UnauthorizedAccessException">Nor may it be.</exception>
    public void Save(string file, in FilePosition position)
    {
        lock (_lock)
        {
            _positions[file] = position;
            if (_path.Length == 0)
            {
                return;
            }

            string unfinished = _path + ".tmp";
            using (StreamWriter writer = new(NewFile.Create(unfinished, NewFile.OwnerAlone)))
            {
                writer.Write(Text());
            }

            File.Move(unfinished, _path, overwrite: true);
        }
    }

    private void Add(string line)
    {
        // A line that is not as we write it is as none: the file is read from its start.
        string[] parts = line.Split(' ', 6);
        if (parts.Length == 6
            && TryRead(parts[0], out ulong device)
            && TryRead(parts[1], out ulong inode)
            && TryRead(parts[2], out ulong offset) && offset <= long.MaxValue
            && TryRead(parts[3], out ulong length) && length <= FileHead.LongestBytes
            && TryRead(parts[4], out ulong hash))
        {
            _positions[parts[5]] = new FilePosition(new FileIdentity(device, inode), (long)offset, new FileHead((int)length, hash));
        }
    }

    private static bool TryRead(string text, out ulong value) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    private string Text()
    {
        StringBuilder text = new();
        foreach ((string file, FilePosition at) in _positions)
        {
            text.Append(CultureInfo.InvariantCulture, $"{at.File.Device} {at.File.Inode} {at.OffsetBytes} {at.Head.LengthBytes} {at.Head.Hash} {file}\n");
        }

        return text.ToString();
    }
}
