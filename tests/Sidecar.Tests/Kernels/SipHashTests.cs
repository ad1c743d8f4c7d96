using System.Buffers.Binary;
using System.Numerics;
using Sidecar.Engine.Kernels;
using Xunit;

namespace Sidecar.Tests.Kernels;

public sealed class SipHashTests
{
    /// <summary>The paper's appendix A: SipHash-2-4 of the bytes 0 to 14 under the key of the bytes 0 to 15.</summary>
    [Fact]
    public void The_oracle_gives_the_number_of_the_paper() => Assert.Equal(
        0xa129ca6149be45e5,
        Plain([.. Enumerable.Range(0, 15).Select(i => (byte)i)], 0x0706050403020100, 0x0f0e0d0c0b0a0908, compressions: 2, finals: 4));

    [Fact]
    public void Numbers_hash_as_their_eight_bytes_with_one_and_three_rounds()
    {
        Random random = new(1);
        byte[] bytes = new byte[8];
        for (int i = 0; i < 1000; i++)
        {
            (ulong number, ulong key0, ulong key1) = ((ulong)random.NextInt64(long.MinValue, long.MaxValue), (ulong)random.NextInt64(), (ulong)random.NextInt64());
            BinaryPrimitives.WriteUInt64LittleEndian(bytes, number);
            Assert.Equal(Plain(bytes, key0, key1, compressions: 1, finals: 3), SipHash.Of(number, key0, key1));
        }
    }

    /// <summary>As the paper writes it, for messages of any length.</summary>
    private static ulong Plain(ReadOnlySpan<byte> message, ulong key0, ulong key1, int compressions, int finals)
    {
        ulong[] v = [key0 ^ 0x736f6d6570736575, key1 ^ 0x646f72616e646f6d, key0 ^ 0x6c7967656e657261, key1 ^ 0x7465646279746573];
        byte[] padded = new byte[(message.Length / 8 * 8) + 8];
        message.CopyTo(padded);
        padded[^1] = (byte)message.Length;
        for (int at = 0; at < padded.Length; at += 8)
        {
            ulong block = BinaryPrimitives.ReadUInt64LittleEndian(padded.AsSpan(at));
            v[3] ^= block;
            Rounds(v, compressions);
            v[0] ^= block;
        }

        v[2] ^= 0xff;
        Rounds(v, finals);
        return v[0] ^ v[1] ^ v[2] ^ v[3];
    }

    private static void Rounds(ulong[] v, int count)
    {
        for (int i = 0; i < count; i++)
        {
            v[0] += v[1];
            v[1] = BitOperations.RotateLeft(v[1], 13);
            v[1] ^= v[0];
            v[0] = BitOperations.RotateLeft(v[0], 32);
            v[2] += v[3];
            v[3] = BitOperations.RotateLeft(v[3], 16);
            v[3] ^= v[2];
            v[0] += v[3];
            v[3] = BitOperations.RotateLeft(v[3], 21);
            v[3] ^= v[0];
            v[2] += v[1];
            v[1] = BitOperations.RotateLeft(v[1], 17);
            v[1] ^= v[2];
            v[2] = BitOperations.RotateLeft(v[2], 32);
        }
    }
}
