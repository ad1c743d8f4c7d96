using System.IO.Hashing;
using Sidecar.Engine.Eve;

namespace Sidecar.Engine.Profiles;

/// <summary>
/// The hashes of one record's values: each value is hashed once, however many views want it. XXH3 of the canonical text
/// of a string, or of a number, true or false as it is written: without a seed, so that the exports of a fleet merge, and so
/// that values can be made which count as any number of distinct ones. Owned by the engine thread.
/// </summary>
internal sealed class ValueHashes(int slots)
{
    private readonly ulong[] _hashes = new ulong[slots];
    private readonly long[] _takenAt = new long[slots];
    private byte[] _scratch = [];
    private long _record;

    /// <summary>Another record has come.</summary>
    public void Next() => _record++;

    /// <summary>The hash of a value of the present record; 0 when it is missing, or an object or array.</summary>
    public ulong Of(in EveRecord record, int slot)
    {
        if (_takenAt[slot] != _record)
        {
            _takenAt[slot] = _record;
            _hashes[slot] = record.TryGetScalar(slot, out EveText value) ? Hash(value) : 0;
        }

        return _hashes[slot];
    }

    private ulong Hash(in EveText value)
    {
        ulong hash = XxHash3.HashToUInt64(value.Canonical(ref _scratch));
        // 0 stands for a missing value.
        return hash == 0 ? 1 : hash;
    }
}
