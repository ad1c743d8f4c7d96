namespace Sidecar.Engine.Profiles;

/// <summary>
/// Finds which keys leave at a bound: the lightest, alerted keys last: a flood of new keys must not make the window forget
/// an alert, which protects its key. Between equals the text decides, so that the same input always loses the same keys.
/// </summary>
internal sealed class Lightest(KeyTable keys, KeyRows rows) : IComparer<int>
{
    public int Compare(int x, int y)
    {
        int order = (rows[x].AlertedPanes > 0).CompareTo(rows[y].AlertedPanes > 0);
        order = order != 0 ? order : rows.Totals(x)[FlowSums.Records].CompareTo(rows.Totals(y)[FlowSums.Records]);
        return order != 0 ? order : keys[x].Text.AsSpan().SequenceCompareTo(keys[y].Text);
    }

    /// <summary>Moves the lightest so many to the front, in no order: C. A. R. Hoare's selection (1961), linear in the mean.</summary>
    public void MoveToFront(Span<int> candidates, int wanted)
    {
        int low = 0;
        int high = candidates.Length - 1;
        while (low < high)
        {
            int pivot = candidates[low + ((high - low) / 2)];
            int left = low;
            int right = high;
            while (left <= right)
            {
                while (Compare(candidates[left], pivot) < 0)
                {
                    left++;
                }

                while (Compare(candidates[right], pivot) > 0)
                {
                    right--;
                }

                if (left <= right)
                {
                    (candidates[left], candidates[right]) = (candidates[right], candidates[left]);
                    left++;
                    right--;
                }
            }

            if (wanted <= right)
            {
                high = right;
            }
            else if (wanted > left)
            {
                low = left;
            }
            else
            {
                return;
            }
        }
    }
}
