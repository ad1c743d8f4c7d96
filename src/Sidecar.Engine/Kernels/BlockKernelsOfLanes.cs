using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Sidecar.Engine.Kernels;

/// <summary>
/// The block kernels in lanes of one width. Columns are read past the last key, into the zeros behind it. Each loop keeps
/// four sums going, so that one addition need not wait for the one before.
/// </summary>
internal sealed class BlockKernels<TLanes> : BlockKernels
    where TLanes : unmanaged, IFloatLanes<TLanes>
{
    private const int Count = FloatLanes.Count;

    public override JsonKernel Kernel => TLanes.Kernel;

    public override float Scale(ReadOnlySpan<double> source, double offset, double divisor, Span<float> destination)
    {
        destination = destination[..source.Length];
        ref double from = ref MemoryMarshal.GetReference(source);
        ref float to = ref MemoryMarshal.GetReference(destination);
        TLanes sum = TLanes.Create(0);
        int whole = source.Length / Count * Count;
        for (int i = 0; i < whole; i += Count)
        {
            TLanes scaled = TLanes.LoadScaled(in Unsafe.Add(ref from, i), offset, divisor);
            scaled.Store(ref Unsafe.Add(ref to, i));
            sum += scaled;
        }

        if (whole == source.Length)
            return sum.Sum();

        // The offset scales to 0, which adds nothing.
        Span<double> rest = stackalloc double[Count];
        rest.Fill(offset);
        source[whole..].CopyTo(rest);
        Span<float> scaledRest = stackalloc float[Count];
        TLanes last = TLanes.LoadScaled(in rest[0], offset, divisor);
        last.Store(ref scaledRest[0]);
        scaledRest[..(source.Length - whole)].CopyTo(destination[whole..]);
        return (sum + last).Sum();
    }

    public override void Subtract(Span<float> values, float offset)
    {
        TLanes all = TLanes.Create(offset);
        ref float first = ref MemoryMarshal.GetReference(values);
        int whole = values.Length / Count * Count;
        for (int i = 0; i < whole; i += Count)
            (TLanes.Load(in Unsafe.Add(ref first, i)) - all).Store(ref Unsafe.Add(ref first, i));
        for (int i = whole; i < values.Length; i++)
            values[i] -= offset;
    }

    public override float SumOfProducts(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        right = right[..left.Length];
        TLanes sum = TLanes.Create(0);
        int whole = left.Length / Count * Count;
        for (int i = 0; i < whole; i += Count)
            sum += TLanes.Load(in left[i]) * TLanes.Load(in right[i]);
        if (whole == left.Length)
            return sum.Sum();

        Span<float> rest = stackalloc float[2 * Count];
        rest.Clear();
        left[whole..].CopyTo(rest);
        right[whole..].CopyTo(rest[Count..]);
        return (sum + (TLanes.Load(in rest[0]) * TLanes.Load(in rest[Count]))).Sum();
    }

    public override void AddProducts(FloatColumns columns, int block, Span<double> sums)
    {
        int start = block * FloatColumns.BlockLength;
        int length = columns.LengthOfBlock(block);
        int count = columns.Count;
        for (int row = 0; row < count; row++)
        {
            ref float left = ref columns.At(row, start);
            for (int column = row; column < count; column += 4)
            {
                Four right = new(columns, column, start);
                TLanes sum0 = TLanes.Create(0), sum1 = sum0, sum2 = sum0, sum3 = sum0;
                for (int i = 0; i < length; i += Count)
                {
                    TLanes factor = TLanes.Load(in Unsafe.Add(ref left, i));
                    sum0 += factor * TLanes.Load(in Unsafe.Add(ref right.Column0, i));
                    sum1 += factor * TLanes.Load(in Unsafe.Add(ref right.Column1, i));
                    sum2 += factor * TLanes.Load(in Unsafe.Add(ref right.Column2, i));
                    sum3 += factor * TLanes.Load(in Unsafe.Add(ref right.Column3, i));
                }

                Add(sums.Slice((row * count) + column, Math.Min(4, count - column)), sum0, sum1, sum2, sum3);
            }
        }
    }

    public override void Project(FloatColumns columns, int block, ReadOnlySpan<float> loadings, FloatColumns scores)
    {
        int start = block * FloatColumns.BlockLength;
        int length = columns.LengthOfBlock(block);
        for (int component = 0; component < scores.Count; component++)
        {
            ReadOnlySpan<float> loading = loadings.Slice(component * columns.Count, columns.Count);
            ref float to = ref scores.At(component, start);
            for (int i = 0; i < length; i += FloatColumns.StepLength)
            {
                TLanes sum0 = TLanes.Create(0), sum1 = sum0, sum2 = sum0, sum3 = sum0;
                for (int column = 0; column < loading.Length; column++)
                {
                    TLanes factor = TLanes.Create(loading[column]);
                    ref float from = ref columns.At(column, start + i);
                    sum0 += factor * TLanes.Load(in from);
                    sum1 += factor * TLanes.Load(in Unsafe.Add(ref from, Count));
                    sum2 += factor * TLanes.Load(in Unsafe.Add(ref from, 2 * Count));
                    sum3 += factor * TLanes.Load(in Unsafe.Add(ref from, 3 * Count));
                }

                Store(ref Unsafe.Add(ref to, i), sum0, sum1, sum2, sum3);
            }
        }
    }

    public override void Nearest(FloatColumns points, int block, ReadOnlySpan<float> centroids, Span<float> labels, Span<float> distances)
    {
        int start = block * FloatColumns.BlockLength;
        int length = points.LengthOfBlock(block);
        int count = points.Count;
        int clusters = centroids.Length / count;
        ref float first = ref points.At(0, start);
        int stride = points.Stride;
        ref float label = ref MemoryMarshal.GetReference(labels[..length]);
        ref float distance = ref MemoryMarshal.GetReference(distances[..length]);
        for (int i = 0; i < length; i += FloatColumns.StepLength)
        {
            TLanes near0 = TLanes.Create(float.PositiveInfinity), near1 = near0, near2 = near0, near3 = near0;
            TLanes label0 = TLanes.Create(0), label1 = label0, label2 = label0, label3 = label0;
            ref float coordinate = ref MemoryMarshal.GetReference(centroids);
            for (int cluster = 0; cluster < clusters; cluster++)
            {
                TLanes sum0 = TLanes.Create(0), sum1 = sum0, sum2 = sum0, sum3 = sum0;
                ref float from = ref Unsafe.Add(ref first, i);
                for (int column = 0; column < count; column++, from = ref Unsafe.Add(ref from, stride))
                {
                    TLanes centre = TLanes.Create(coordinate);
                    coordinate = ref Unsafe.Add(ref coordinate, 1);
                    TLanes difference0 = TLanes.Load(in from) - centre;
                    TLanes difference1 = TLanes.Load(in Unsafe.Add(ref from, Count)) - centre;
                    TLanes difference2 = TLanes.Load(in Unsafe.Add(ref from, 2 * Count)) - centre;
                    TLanes difference3 = TLanes.Load(in Unsafe.Add(ref from, 3 * Count)) - centre;
                    sum0 += difference0 * difference0;
                    sum1 += difference1 * difference1;
                    sum2 += difference2 * difference2;
                    sum3 += difference3 * difference3;
                }

                TLanes number = TLanes.Create(cluster);
                TakeNearer(number, sum0, ref near0, ref label0);
                TakeNearer(number, sum1, ref near1, ref label1);
                TakeNearer(number, sum2, ref near2, ref label2);
                TakeNearer(number, sum3, ref near3, ref label3);
            }

            Store(ref Unsafe.Add(ref label, i), label0, label1, label2, label3);
            Store(ref Unsafe.Add(ref distance, i), near0, near1, near2, near3);
        }
    }

    public override void Assign(FloatColumns points, int block, ReadOnlySpan<float> centroids, ReadOnlySpan<float> halfNorms, Span<float> labels)
    {
        int start = block * FloatColumns.BlockLength;
        int length = points.LengthOfBlock(block);
        int count = points.Count;
        ref float first = ref points.At(0, start);
        int stride = points.Stride;
        ref float label = ref MemoryMarshal.GetReference(labels[..length]);
        for (int i = 0; i < length; i += FloatColumns.StepLength)
        {
            TLanes near0 = TLanes.Create(float.PositiveInfinity), near1 = near0, near2 = near0, near3 = near0;
            TLanes label0 = TLanes.Create(0), label1 = label0, label2 = label0, label3 = label0;
            ref float coordinate = ref MemoryMarshal.GetReference(centroids);
            for (int cluster = 0; cluster < halfNorms.Length; cluster++)
            {
                TLanes sum0 = TLanes.Create(halfNorms[cluster]), sum1 = sum0, sum2 = sum0, sum3 = sum0;
                ref float from = ref Unsafe.Add(ref first, i);
                for (int column = 0; column < count; column++, from = ref Unsafe.Add(ref from, stride))
                {
                    TLanes centre = TLanes.Create(coordinate);
                    coordinate = ref Unsafe.Add(ref coordinate, 1);
                    sum0 -= TLanes.Load(in from) * centre;
                    sum1 -= TLanes.Load(in Unsafe.Add(ref from, Count)) * centre;
                    sum2 -= TLanes.Load(in Unsafe.Add(ref from, 2 * Count)) * centre;
                    sum3 -= TLanes.Load(in Unsafe.Add(ref from, 3 * Count)) * centre;
                }

                TLanes number = TLanes.Create(cluster);
                TakeNearer(number, sum0, ref near0, ref label0);
                TakeNearer(number, sum1, ref near1, ref label1);
                TakeNearer(number, sum2, ref near2, ref label2);
                TakeNearer(number, sum3, ref near3, ref label3);
            }

            Store(ref Unsafe.Add(ref label, i), label0, label1, label2, label3);
        }
    }

    public override void AddByLabel(FloatColumns values, int block, ReadOnlySpan<float> weights, ReadOnlySpan<float> labels, Span<double> sums)
    {
        int start = block * FloatColumns.BlockLength;
        labels = labels[..values.LengthOfBlock(block)];
        ref float weight = ref MemoryMarshal.GetReference(weights[..labels.Length]);
        int width = values.Count + 1;
        for (int cluster = 0; cluster < sums.Length / width; cluster++)
        {
            Span<double> sumsOfCluster = sums.Slice(cluster * width, width);
            for (int column = 0; column < width; column += 4)
            {
                Four of = new(values, column, start, ref weight);
                if (column + 2 < width)
                    AddFour(cluster, labels, of, sumsOfCluster[column..]);
                else
                    AddTwo(cluster, labels, of, sumsOfCluster[column..]);
            }
        }
    }

    private static void AddFour(int cluster, ReadOnlySpan<float> labels, Four of, Span<double> sums)
    {
        ref float label = ref MemoryMarshal.GetReference(labels);
        TLanes wanted = TLanes.Create(cluster);
        TLanes sum0 = TLanes.Create(0), sum1 = sum0, sum2 = sum0, sum3 = sum0;
        for (int i = 0; i < labels.Length; i += Count)
        {
            TLanes has = TLanes.Load(in Unsafe.Add(ref label, i));
            sum0 = TLanes.AddWhereEqual(has, wanted, sum0, TLanes.Load(in Unsafe.Add(ref of.Column0, i)));
            sum1 = TLanes.AddWhereEqual(has, wanted, sum1, TLanes.Load(in Unsafe.Add(ref of.Column1, i)));
            sum2 = TLanes.AddWhereEqual(has, wanted, sum2, TLanes.Load(in Unsafe.Add(ref of.Column2, i)));
            sum3 = TLanes.AddWhereEqual(has, wanted, sum3, TLanes.Load(in Unsafe.Add(ref of.Column3, i)));
        }

        Add(sums, sum0, sum1, sum2, sum3);
    }

    /// <summary>The same of the two columns, or the one, that are left over.</summary>
    private static void AddTwo(int cluster, ReadOnlySpan<float> labels, Four of, Span<double> sums)
    {
        ref float label = ref MemoryMarshal.GetReference(labels);
        TLanes wanted = TLanes.Create(cluster);
        TLanes sum0 = TLanes.Create(0), sum1 = sum0;
        for (int i = 0; i < labels.Length; i += Count)
        {
            TLanes has = TLanes.Load(in Unsafe.Add(ref label, i));
            sum0 = TLanes.AddWhereEqual(has, wanted, sum0, TLanes.Load(in Unsafe.Add(ref of.Column0, i)));
            sum1 = TLanes.AddWhereEqual(has, wanted, sum1, TLanes.Load(in Unsafe.Add(ref of.Column1, i)));
        }

        Add(sums, sum0, sum1, sum1, sum1);
    }

    /// <summary>Where the distance is less than that of the nearest so far, the cluster takes its place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TakeNearer(TLanes cluster, TLanes distance, ref TLanes nearest, ref TLanes label)
    {
        label = TLanes.WhereLess(distance, nearest, cluster, label);
        nearest = TLanes.WhereLess(distance, nearest, distance, nearest);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(ref float first, TLanes lanes0, TLanes lanes1, TLanes lanes2, TLanes lanes3)
    {
        lanes0.Store(ref first);
        lanes1.Store(ref Unsafe.Add(ref first, Count));
        lanes2.Store(ref Unsafe.Add(ref first, 2 * Count));
        lanes3.Store(ref Unsafe.Add(ref first, 3 * Count));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(Span<double> sums, TLanes lanes0, TLanes lanes1, TLanes lanes2, TLanes lanes3)
    {
        sums[0] += lanes0.Sum();
        if (sums.Length > 1)
            sums[1] += lanes1.Sum();
        if (sums.Length > 2)
            sums[2] += lanes2.Sum();
        if (sums.Length > 3)
            sums[3] += lanes3.Sum();
    }

    /// <summary>Where four columns next to each other start; behind the last one it is there again, to be read for nothing.</summary>
    private readonly ref struct Four
    {
        public readonly ref float Column0;
        public readonly ref float Column1;
        public readonly ref float Column2;
        public readonly ref float Column3;

        public Four(FloatColumns columns, int first, int start)
            : this(columns, first, start, ref columns.At(columns.Count - 1, start))
        {
        }

        /// <param name="behind">Stands behind the last column.</param>
        public Four(FloatColumns columns, int first, int start, ref float behind)
        {
            Column0 = ref first < columns.Count ? ref columns.At(first, start) : ref behind;
            Column1 = ref first + 1 < columns.Count ? ref columns.At(first + 1, start) : ref behind;
            Column2 = ref first + 2 < columns.Count ? ref columns.At(first + 2, start) : ref behind;
            Column3 = ref first + 3 < columns.Count ? ref columns.At(first + 3, start) : ref behind;
        }
    }
}
