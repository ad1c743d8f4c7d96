using Sidecar.Engine.Eve;

namespace Sidecar.Engine.Selection;

/// <summary>What became of the lines: each is a record, or rejected, or left unread because it cannot meet a condition.
/// Blank ones are not counted, as to jq they are nothing.</summary>
public sealed class SelectCounts
{
    private readonly long[] _rejected = new long[Enum.GetValues<EveStatus>().Length];

    public long Records { get; internal set; }

    public long Unread { get; internal set; }

    /// <summary>Lines longer than the longest record that is read.</summary>
    public long TooLong { get; internal set; }

    public long Rejected => _rejected.Sum() + TooLong;

    public long Lines => Records + Rejected + Unread;

    /// <summary>"3 UnexpectedByte, 1 TooLong"; the causes that occurred.</summary>
    public string Causes() => string.Join(", ", Enum.GetValues<EveStatus>()
        .Select(status => (Name: status.ToString(), Count: _rejected[(int)status]))
        .Append((Name: nameof(TooLong), Count: TooLong))
        .Where(cause => cause.Count > 0)
        .Select(cause => $"{cause.Count} {cause.Name}"));

    internal void Reject(EveStatus status) => _rejected[(int)status]++;

    internal void Add(SelectCounts other)
    {
        Records += other.Records;
        Unread += other.Unread;
        TooLong += other.TooLong;
        for (int status = 0; status < _rejected.Length; status++)
            _rejected[status] += other._rejected[status];
    }
}
