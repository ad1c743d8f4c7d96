using Sidecar.Engine.Kernels;

namespace Sidecar.Engine.Eve;

/// <summary>
/// Reads one EVE record and notes where the wanted fields stand. A line is scanned and proven 64 bytes at a time
/// (<see cref="JsonScan"/>), then the wanted objects are walked, and nothing else of it (<see cref="FieldWalk"/>): what
/// nobody asked for, whatever its event_type, costs the scan alone. A line that cannot be proven good this way is read by
/// <see cref="ScalarEveParser"/>, which accepts it after all or names the cause; so both always agree.
/// Owns its slots and scratch, so each thread has its own parser. Allocates only when a line is longer than all before.
/// </summary>
public sealed class EveParser
{
    /// <summary>Objects and arrays inside each other, the record itself included. The deepest of 25,000 real records had 8.</summary>
    public const int MaxDepth = 64;

    private readonly JsonRange[] _slots;
    private readonly ScalarEveParser _scalar;
    private readonly FieldWalk _walk;
    private readonly JsonScan _scan = new();
    private readonly JsonIndex _index = new();
    private readonly JsonNesting _nesting = new(MaxDepth);

    /// <exception cref="PlatformNotSupportedException">The environment asks for a kernel that is not there.</exception>
    public EveParser(FieldTable table)
        : this(table, JsonKernels.Chosen)
    {
    }

    internal EveParser(FieldTable table, JsonKernel kernel)
    {
        ArgumentNullException.ThrowIfNull(table);
        Kernel = table.NeedsCanonicalKeys ? JsonKernel.Scalar : kernel;
        _slots = new JsonRange[table.SlotCount + 1];
        _scalar = new ScalarEveParser(table, _slots);
        _walk = new FieldWalk(table.Root, _slots);
    }

    public JsonKernel Kernel { get; }

    /// <summary>What read the last line: <see cref="Kernel"/>, or the scalar parser in its place.</summary>
    internal JsonKernel LastReader { get; private set; }

    /// <summary>
    /// Parses a line without its newline. The record is valid until the next call and while the line's memory lives;
    /// unless the status is <see cref="EveStatus.Ok"/>, all of its fields are missing.
    /// </summary>
    public EveStatus Parse(ReadOnlySpan<byte> line, out EveRecord record)
    {
        bool isFast = TryParseFast(line);
        LastReader = isFast ? _index.Kernel : JsonKernel.Scalar;
        EveStatus status = isFast ? EveStatus.Ok : _scalar.Parse(line);
        bool isAscii = isFast && !_index.HasHighBytes;
        record = new EveRecord(line, _slots.AsSpan(0, _slots.Length - 1), isAscii && !_index.HasBackslashes, isAscii ? _index.Backslashes : default);
        return status;
    }

    private bool TryParseFast(ReadOnlySpan<byte> line) =>
        Scan(line)
        && _nesting.Check(line, _index)
        && OddScalars.AreValid(line, _index)
        && _walk.TryRead(line, _index, _nesting.Closers);

    private bool Scan(ReadOnlySpan<byte> line) => Kernel switch
    {
        JsonKernel.Vector512 => _scan.Run<JsonBlock512>(line, _index),
        JsonKernel.Vector256 => _scan.Run<JsonBlock256>(line, _index),
        JsonKernel.Vector128 => _scan.Run<JsonBlock128>(line, _index),
        _ => false,
    };
}
