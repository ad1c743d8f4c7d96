using System.Globalization;
using System.IO.Hashing;
using System.Text;
using Sidecar.Engine.Flows;
using Sidecar.Engine.Profiles;
using Xunit;

namespace Sidecar.Tests.Profiles;

/// <summary>What a window takes of the garbage collector's heap and of native memory while traffic goes on.</summary>
public sealed class WindowMemoryTests
{
    private const int Panes = 3;
    private const int Keys = 100;

    private static readonly byte[][] s_texts = [.. Enumerable.Range(0, Keys).Select(i => Encoding.UTF8.GetBytes("key" + i))];

    private readonly WindowRig _rig = new(new ProfileOptions { WindowSeconds = 60 * Panes, Panes = Panes });
    private long _number;

    [Fact]
    public void Traffic_that_stays_as_it_is_takes_no_more_memory()
    {
        long first = 0;
        for (int pane = 0; pane < 5 * Panes; pane++)
        {
            // So many values that most of them end as sketches.
            long objects = CountPane(pane, valuesOfKey: 2_500);
            Assert.InRange(objects, 0, pane < Panes ? 100_000 : 0);
            first = pane == Panes ? _rig.Window.NativeBytesHeld : first;
        }

        // The first to come met an empty window, and each size its own order of comings.
        Assert.InRange(_rig.Window.NativeBytesHeld, Panes * Keys * HyperLogLog.Registers, first);
    }

    [Fact]
    public void Keys_that_all_are_new_are_no_objects_but_their_texts()
    {
        const int many = 20_000;
        long[] objects = new long[3];
        for (int round = 0; round < objects.Length; round++)
        {
            // All of the round before have left; the tables of keys have grown.
            _rig.Window.Advance(round * Panes * 60_000_000L);
            long before = GC.GetAllocatedBytesForCurrentThread();
            CountNew(round * many, many);
            objects[round] = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.InRange(_rig.Window.NativeBytes, many * 64 * sizeof(ulong), long.MaxValue);
        }

        Assert.InRange(objects[^1], many * 32, many * 64);
    }

    [Fact]
    public void What_leaves_at_a_bound_gives_its_memory_back()
    {
        WindowRig rig = new(new ProfileOptions { MaxKeys = 16 });
        for (int key = 0; key < 10_000; key++)
        {
            for (ulong value = 1; value <= 5; value++)
                rig.End(new FlowEnd { FlowId = 1, Finished = true }, new Said($"key/{key}", value, value));
        }

        rig.Window.Settle();
        Assert.InRange(rig.Window.KeysDropped, 9_000, 10_000);
        Assert.InRange(rig.Window.NativeBytes, 0, 16 * 1024);
        Assert.InRange(rig.Window.NativeBytesHeld, 0, 1 << 20);
    }

    /// <summary>Tables of one size after the other, so that each finds none of its own that waits; sketches at the end.</summary>
    [Fact]
    public void What_waits_for_use_is_bounded_whatever_sizes_come_and_nothing_is_counted_otherwise()
    {
        const long bound = 1 << 20;
        WindowRig rig = new(new ProfileOptions { WindowSeconds = 60 * Panes, Panes = Panes, MaxSketchBytes = bound });
        int[] sizes = [14, 30, 60, 120, 250, 500, 1_000, 2_000, 3_000];
        long heldMost = 0;
        int tightened = 0;
        for (int pane = 0; pane < 6 * sizes.Length; pane++)
        {
            long before = rig.Window.ValueBytesHeld;
            rig.Window.Advance(pane * 60_000_000L);
            tightened += rig.Window.ValueBytesHeld < before ? 1 : 0;
            // Each for as long as the window, so that all of it is of one size.
            int size = sizes[pane / Panes % sizes.Length];
            // A third of the bound in each pane, so that no key has to leave.
            int keys = (int)(bound / Panes / (size > DistinctCounter.ExactLimit ? HyperLogLog.Registers : 20 * size));
            for (int key = 0; key < keys; key++)
            {
                for (int value = 1; value <= size; value++)
                    rig.End(new FlowEnd { FlowId = 1, Finished = true }, new Said($"{pane}/{key}", 0, 0, XxHash3.HashToUInt64(BitConverter.GetBytes((pane * 1_000_000L) + (key * size) + value))));
            }

            rig.Window.Settle();
            heldMost = Math.Max(heldMost, rig.Window.ValueBytesHeld);
            WindowSnapshot window = rig.Window.Snapshot(0);
            Assert.All(window.Keys, key =>
            {
                int of = int.Parse(Encoding.UTF8.GetString(key.Key).Split('/')[0], CultureInfo.InvariantCulture);
                int counted = sizes[of / Panes % sizes.Length];
                double error = counted > DistinctCounter.ExactLimit ? 0.02 : 0;
                Assert.InRange(key.Features[2], counted * (1 - error), counted * (1 + error));
            });
        }

        Assert.Equal(0, rig.Window.KeysDropped);
        Assert.InRange(heldMost, bound, 5 * bound);
        Assert.InRange(tightened, 1, 6 * sizes.Length);
    }

    /// <returns>Bytes of the garbage collector's heap that it took.</returns>
    private long CountPane(int pane, int valuesOfKey)
    {
        _rig.Window.Advance(pane * 60_000_000L);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Keys * valuesOfKey; i++)
            Count(s_texts[i % Keys], (ulong)(i + 1) * 0x9e37_79b9_7f4a_7c15);
        _rig.Window.Settle();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private void CountNew(int first, int count)
    {
        Span<byte> text = stackalloc byte[16];
        for (int key = first; key < first + count; key++)
        {
            Assert.True(key.TryFormat(text, out int length, provider: null));
            for (ulong value = 1; value < 20; value++)
                Count(text[..length], value);
        }

        _rig.Window.Settle();
    }

    private void Count(ReadOnlySpan<byte> text, ulong value)
    {
        Transaction transaction = new() { Key = _rig.Keys.Hold(text) };
        transaction.Values[2] = value;
        _rig.Window.Add(transaction, new FlowEnd { FlowId = 1, Number = ++_number, Finished = true });
    }
}
