using System.Runtime.CompilerServices;

namespace Sidecar.Engine.Profiles;

/// <summary>
/// One transaction record while it waits for the end of the input: a row of fixed size, whatever the strings in it were.
/// Values are kept as 64-bit XXH3 of their canonical bytes: among a million distinct ones, the chance that any two
/// collide is 3 in 10^8.
/// </summary>
internal struct PlaybookTransaction
{
    public const int NoKey = -1;

    /// <summary>Values counted per transaction, in the order of <see cref="PlaybookFeatures.DistinctFields"/>.</summary>
    public const int ValueCount = 5;

    /// <summary>Null matches the flow records without flow_id.</summary>
    public long? FlowId;

    /// <summary>Index in <see cref="PlaybookKeys"/>, or <see cref="NoKey"/>.</summary>
    public int Key;

    /// <summary>Bit i is set when value i is there. A missing value is not counted, an empty one is.</summary>
    public byte Present;

    public Values Hashes;

    public readonly bool Has(int value) => (Present & (1 << value)) != 0;

    /// <summary>One hash per counted value.</summary>
    [InlineArray(ValueCount)]
    internal struct Values
    {
        private ulong _first;
    }
}
