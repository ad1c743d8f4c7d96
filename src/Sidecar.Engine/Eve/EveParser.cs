using Sidecar.Engine.Kernels;

namespace Sidecar.Engine.Eve;

/// <summary>
/// Reads one EVE record and notes where the wanted fields stand. There are three ways, each for what the one before leaves,
/// and all agree. A line like one before it, but for the values, is read along a <see cref="LineTree"/> (<see cref="LineFollower"/>), and so are
/// nearly all. Any other is scanned and proven 64 bytes at a time (<see cref="JsonScan"/>), then the wanted objects are walked, and
/// nothing else of it (<see cref="FieldWalk"/>); from it the tree learns. A line that cannot be proven good this way is read
/// by <see cref="ScalarEveParser"/>, which accepts it after all or names the cause.
/// Owns its slots and scratch, so each thread has its own parser. Allocates only when a line is longer than all before.
/// </summary>
public sealed class EveParser
{
    /// <summary>Objects and arrays inside each other, the record itself included. The deepest of 25,000 real records had 8.</summary>
    public const int MaxDepth = 64;

    private readonly FieldTable _table;
    private readonly JsonRange[] _slots;
    private readonly ScalarEveParser _scalar;
    private readonly FieldWalk _walk;
    private readonly JsonScan _scan = new();
    private readonly JsonIndex _index = new();
    private readonly JsonNesting _nesting = new(MaxDepth);
    private readonly LineTree _tree;
    private readonly LineFollower _follower;
    private readonly LineLearner _learner;

    /// <exception cref="PlatformNotSupportedException">The environment asks for a kernel that is not there.</exception>
    public EveParser(FieldTable table)
        : this(table, JsonKernels.Chosen)
    {
    }

    internal EveParser(FieldTable table, JsonKernel kernel)
        : this(table, kernel, new LineTree(), learner: null)
    {
    }

    private EveParser(FieldTable table, JsonKernel kernel, LineTree tree, LineLearner? learner)
    {
        ArgumentNullException.ThrowIfNull(table);
        Kernel = table.NeedsCanonicalKeys ? JsonKernel.Scalar : kernel;
        _table = table;
        _slots = new JsonRange[table.SlotCount + 1];
        _scalar = new ScalarEveParser(table, _slots);
        _walk = new FieldWalk(table.Root, _slots);
        _tree = tree;
        _follower = new LineFollower(tree);
        _learner = learner ?? new LineLearner(table.Root, table.SlotCount, tree);
    }

    public JsonKernel Kernel { get; }

    /// <summary>What read the last line: <see cref="Kernel"/>, or the scalar parser in its place.</summary>
    internal JsonKernel LastReader { get; private set; }

    /// <summary>The last line was like one before it.</summary>
    internal bool IsLastKnown { get; private set; }

    /// <summary>Nodes of the tree of known lines.</summary>
    internal int KnownNodes => _tree.Count;

    /// <summary>
    /// Another parser of the same fields for the same thread, whose record is valid beside this one's. What one has learnt of
    /// the lines that there are, both know.
    /// </summary>
    public EveParser Twin() => new(_table, Kernel, _tree, _learner);

    /// <summary>
    /// Parses a line without its newline. The record is valid until the next call and while the line's memory lives;
    /// unless the status is <see cref="EveStatus.Ok"/>, all of its fields are missing.
    /// </summary>
    public EveStatus Parse(ReadOnlySpan<byte> line, out EveRecord record)
    {
        IsLastKnown = line.Length <= JsonIndex.MaxLineLength && TryFollow(line, out int length) && length == line.Length;
        LastReader = Kernel;
        EveStatus status = IsLastKnown ? EveStatus.Ok : ReadUnknown(line);
        record = RecordOf(line);
        return status;
    }

    /// <summary>
    /// Parses the first of some lines, and finds out with it where the line ends, so that its newline need not be looked for. The
    /// record is valid as that of <see cref="Parse"/> is.
    /// </summary>
    /// <param name="length">Of the line without its newline, which it ends with unless it is the last one.</param>
    public EveStatus ParseFirst(ReadOnlySpan<byte> lines, out EveRecord record, out int length)
    {
        if (TryParseFirst(lines, out record, out EveStatus status, out length))
            return status;
        length = lines.Length;
        return Parse(lines, out record);
    }

    /// <summary>The same; false when the newline is not among the lines.</summary>
    internal bool TryParseFirst(ReadOnlySpan<byte> lines, out EveRecord record, out EveStatus status, out int length)
    {
        IsLastKnown = TryFollow(lines, out length) && length <= JsonIndex.MaxLineLength;
        LastReader = Kernel;
        status = EveStatus.Ok;
        if (!IsLastKnown)
            length = lines.IndexOf((byte)'\n');
        if (length < 0 || length == lines.Length)
        {
            record = default;
            return false;
        }

        ReadOnlySpan<byte> line = lines[..length];
        if (!IsLastKnown)
            status = ReadUnknown(line);
        record = RecordOf(line);
        return true;
    }

    private EveRecord RecordOf(ReadOnlySpan<byte> line) => new(line, _slots.AsSpan(0, _slots.Length - 1));

    private bool TryFollow(ReadOnlySpan<byte> lines, out int length)
    {
        _learner.Save();
        _slots.AsSpan().Clear();
        length = 0;
        return Kernel switch
        {
            // What stands in a line one by one is short: wider registers would be loaded across cache lines and no more.
            JsonKernel.Vector512 or JsonKernel.Vector256 => _follower.TryFollow<LineVector256>(lines, _slots, out length),
            JsonKernel.Vector128 => _follower.TryFollow<LineVector128>(lines, _slots, out length),
            _ => false,
        };
    }

    private EveStatus ReadUnknown(ReadOnlySpan<byte> line)
    {
        if (TryParseFast(line))
            return EveStatus.Ok;
        LastReader = JsonKernel.Scalar;
        return _scalar.Parse(line);
    }

    private bool TryParseFast(ReadOnlySpan<byte> line)
    {
        if (!Scan(line) || !_nesting.Check(line, _index) || !OddScalars.AreValid(line, _index) || !_walk.TryRead(line, _index, _nesting.Closers))
            return false;

        MarkPlain(line);
        _learner.Learn(line);
        return true;
    }

    /// <summary>Notes which strings are known to be ASCII without escapes, which is told of a whole line and of each of its bytes.</summary>
    private void MarkPlain(ReadOnlySpan<byte> line)
    {
        if (_index.HasHighBytes)
            return;
        foreach (ref JsonRange slot in _slots.AsSpan())
        {
            bool isPlain = !slot.IsEmpty && line[slot.Start] == '"'
                && (!_index.HasBackslashes || !BitRange.HasAny(_index.Backslashes, slot.Start, slot.Start + slot.Length));
            if (isPlain)
                slot = JsonRange.OfPlainText(slot.Start, slot.Length);
        }
    }

    private bool Scan(ReadOnlySpan<byte> line) => Kernel switch
    {
        JsonKernel.Vector512 => _scan.Run<JsonBlock512>(line, _index),
        JsonKernel.Vector256 => _scan.Run<JsonBlock256>(line, _index),
        JsonKernel.Vector128 => _scan.Run<JsonBlock128>(line, _index),
        _ => false,
    };
}
