using Sidecar.Engine.Kernels;
using Xunit;

namespace Sidecar.Tests.Kernels;

/// <summary>Each width answers as its scalar twin does, whatever the bytes and wherever they start.</summary>
public sealed class JsonBlockTests
{
    private const int Length = JsonBlock.Length;

    /// <summary>What the scan looks for, and the neighbours of it that a wrong comparison would take for it.</summary>
    private static readonly byte[] s_adversaries =
        [0, 1, 0x1f, 0x20, .. "!\"#+,-./0189:;Z[\\]^z{|}~"u8, 0x7f, 0x80, 0xa2, 0xac, 0xdb, 0xdc, 0xdd, 0xfb, 0xfd, 0xff];

    [Fact]
    public void A_block_of_128_bits_equals_its_scalar_twin() => EqualsTwin<JsonBlock128>();

    [Fact]
    public void A_block_of_256_bits_equals_its_scalar_twin() => EqualsTwin<JsonBlock256>();

    [Fact]
    public void A_block_of_512_bits_equals_its_scalar_twin() => EqualsTwin<JsonBlock512>();

    private static void EqualsTwin<TBlock>()
        where TBlock : struct, IJsonBlock<TBlock>
    {
        Random random = new(1);
        byte[] bytes = new byte[2 * Length];
        JsonBlockScalar twinBefore = JsonBlockScalar.Spaces;
        TBlock before = TBlock.Spaces;
        for (int round = 0; round < 2000; round++)
        {
            random.NextBytes(bytes);
            for (int i = 0; i < bytes.Length; i++)
                if (round % 2 == 0)
                    bytes[i] = s_adversaries[random.Next(s_adversaries.Length)];

            int start = round % Length;
            JsonBlockScalar twin = JsonBlockScalar.Load(in bytes[start]);
            TBlock block = TBlock.Load(in bytes[start]);
            SameMasks(twin, block);
            SameMasks(JsonBlockScalar.Min(twinBefore, twin), TBlock.Min(before, block));
            SameMasks(JsonBlockScalar.Or(twinBefore, twin), TBlock.Or(before, block));
            (twinBefore, before) = (twin, block);
        }
    }

    private static void SameMasks<TBlock>(JsonBlockScalar twin, TBlock block)
        where TBlock : struct, IJsonBlock<TBlock>
    {
        foreach (byte value in s_adversaries)
            Assert.Equal(twin.Equal(value), block.Equal(value));
        Assert.Equal(twin.EqualWithBit5((byte)'{'), block.EqualWithBit5((byte)'{'));
        Assert.Equal(twin.EqualWithBit5((byte)'}'), block.EqualWithBit5((byte)'}'));
        Assert.Equal(twin.Digits(), block.Digits());
        Assert.Equal(twin.ControlOrHigh(), block.ControlOrHigh());
        Assert.Equal(twin.High(), block.High());
    }
}
