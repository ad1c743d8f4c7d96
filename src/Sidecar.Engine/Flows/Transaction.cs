using System.Runtime.CompilerServices;

namespace Sidecar.Engine.Flows;

/// <summary>
/// What a transaction says about one key of one view, while it waits for its flow record: hashes instead of strings.
/// </summary>
internal struct Transaction
{
    /// <summary>Number of the key in its view's key table; the transaction holds a reference to it.</summary>
    public int Key;

    /// <summary>Number of the view.</summary>
    public byte View;

    public DistinctHashes Distinct;
}

/// <summary>Hashes of the values of a view's distinct fields, in the view's order; 0 where the field is missing.</summary>
[InlineArray(Capacity)]
internal struct DistinctHashes
{
    public const int Capacity = 6;

    private ulong _first;
}
