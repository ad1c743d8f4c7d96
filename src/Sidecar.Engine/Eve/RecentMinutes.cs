using System.Runtime.CompilerServices;
using Sidecar.Engine.Kernels;

namespace Sidecar.Engine.Eve;

/// <summary>
/// Reads EVE times as <see cref="EveTime"/> does, and remembers the minutes that it read: nearly all records, and the flows that
/// they speak of, are of the last few, so that the calendar is asked once a minute. Owned by one thread.
/// </summary>
internal sealed class RecentMinutes
{
    /// <summary>A power of two, and no less than the ten digits that a minute ends with, each of which has its place.</summary>
    private const int Count = 16;

    private readonly Minute[] _minutes = new Minute[Count];

    public RecentMinutes()
    {
        // The epoch, wherever it is looked for: an empty place could be mistaken for the minute of a text of zeros.
        MinuteText.TryRead("1970-01-01T00:00:00.000000+0000"u8, out MinuteText epoch);
        Array.Fill(_minutes, new Minute(epoch.First, epoch.Second, Start: 0));
    }

    /// <summary>What <see cref="EveTime.TryParse"/> says.</summary>
    public bool TryParse(ReadOnlySpan<byte> text, out long microseconds)
    {
        if (MinuteText.TryRead(text, out MinuteText minute))
        {
            ref readonly Minute known = ref PlaceOf(minute);
            if (known.First == minute.First && known.Second == minute.Second)
            {
                microseconds = known.Start + minute.Microseconds;
                return true;
            }
        }

        return TryLearn(text, out microseconds);
    }

    private ref Minute PlaceOf(in MinuteText minute) => ref _minutes[minute.LastDigit & (Count - 1)];

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryLearn(ReadOnlySpan<byte> text, out long microseconds)
    {
        bool isTime = EveTime.TryParse(text, out microseconds);
        if (isTime && MinuteText.TryRead(text, out MinuteText minute))
        {
            PlaceOf(minute) = new Minute(minute.First, minute.Second, microseconds - minute.Microseconds);
        }

        return isTime;
    }

    /// <summary>Sixteen bytes that are a minute, and when it begins.</summary>
    private readonly record struct Minute(ulong First, ulong Second, long Start);
}
