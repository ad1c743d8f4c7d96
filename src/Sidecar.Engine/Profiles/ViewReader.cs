using System.IO.Hashing;
using Sidecar.Engine.Eve;
using Sidecar.Engine.Flows;

namespace Sidecar.Engine.Profiles;

/// <summary>
/// Takes out of a record what a view wants of it: the key's number and the hashes of the distinct fields. The hash is
/// XXH3 of the canonical text without a seed, so that sketches of different sidecars merge. Engine thread.
/// </summary>
internal sealed class ViewReader(View view, byte number, KeyTable keys, int maxKeyBytes)
{
    private byte[] _scratch = [];

    /// <summary>Keys that were longer than the limit and were cut.</summary>
    public long KeysCut { get; private set; }

    /// <summary>False when the record has no key. The transaction comes with a reference to its key.</summary>
    public bool TryRead(in EveRecord record, out Transaction transaction)
    {
        transaction = default;
        if (!record.TryGetText(view.Key, out EveText key))
        {
            return false;
        }

        transaction.View = number;
        transaction.Key = keys.Hold(Cut(key.Canonical(ref _scratch)));
        ref KeyEntry entry = ref keys[transaction.Key];
        for (int i = 0; i < view.Distinct.Count; i++)
        {
            EveField field = view.Distinct[i];
            if (record.TryGetText(field, out EveText value))
            {
                ulong hash = Hash(value);
                transaction.Distinct[i] = hash;
                Remember(ref entry, field, value, hash);
            }
        }

        return true;
    }

    private static void Remember(ref KeyEntry entry, EveField field, in EveText value, ulong hash)
    {
        if (field == EveField.SrcIp)
        {
            entry.Source.Set(value, hash);
        }
        else if (field == EveField.DestIp)
        {
            entry.Destination.Set(value, hash);
        }
    }

    private ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> key)
    {
        if (key.Length <= maxKeyBytes)
        {
            return key;
        }

        KeysCut++;
        int end = maxKeyBytes;
        // Not in the middle of a character: continuation bytes are 10xxxxxx.
        while (end > 0 && (key[end] & 0xC0) == 0x80)
        {
            end--;
        }

        return key[..end];
    }

    private ulong Hash(in EveText value)
    {
        ulong hash = XxHash3.HashToUInt64(value.Canonical(ref _scratch));
        // 0 stands for a missing value.
        return hash == 0 ? 1 : hash;
    }
}
