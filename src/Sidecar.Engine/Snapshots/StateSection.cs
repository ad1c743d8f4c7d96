using System.Buffers;

namespace Sidecar.Engine.Snapshots;

/// <summary>One part of a state, encoded: immutable, so that another thread may pack and write it.</summary>
/// <param name="Name">At most 16 characters of ASCII.</param>
/// <param name="Version">Of this section's encoding, counted from 1.</param>
internal sealed record StateSection(string Name, int Version, ReadOnlyMemory<byte> Content)
{
    /// <summary>What the content lies in, when that is taken from the pool.</summary>
    public byte[]? Pooled { get; init; }

    /// <summary>The content is not read any more. Once, by whoever has it last; who keeps the section does not call it.</summary>
    public void GiveBack()
    {
        if (Pooled is not null)
        {
            ArrayPool<byte>.Shared.Return(Pooled);
        }
    }
}
