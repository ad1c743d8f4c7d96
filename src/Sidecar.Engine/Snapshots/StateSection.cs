using Sidecar.Engine.Memory;

namespace Sidecar.Engine.Snapshots;

/// <summary>One part of a state, encoded: immutable, so that another thread may pack and write it.</summary>
/// <param name="Name">At most 16 characters of ASCII.</param>
/// <param name="Version">Of this section's encoding, counted from 1.</param>
internal sealed record StateSection(string Name, int Version, ReadOnlyMemory<byte> Content)
{
    /// <summary>What the content lies in, when that is no array.</summary>
    public NativeBlock? Block { get; init; }

    /// <summary>The content is not read any more. Once, by whoever has it last.</summary>
    public void GiveBack()
    {
        if (Block is not null)
        {
            SectionBlocks.Return(Block);
        }
    }
}
