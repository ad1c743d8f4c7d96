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

    /// <summary>Its key names the service that the flow is of.</summary>
    public bool Names;

    public TransactionValues Values;
}

/// <summary>
/// Hashes of the values of a view's distinct fields, in the view's order, 0 where the field is missing; behind them the
/// numbers that the view sums.
/// </summary>
[InlineArray(Capacity)]
internal struct TransactionValues
{
    /// <summary>With it a waiting transaction takes one line of the processor's cache.</summary>
    public const int Capacity = 6;

    private ulong _first;
}
