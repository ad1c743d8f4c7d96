using System.Text;
using Sidecar.Engine.Eve;

namespace Sidecar.Engine.Snapshots;

/// <summary>20260105T081000: event time to the second, without the signs that file systems and shells dislike.</summary>
internal static class EventTimeName
{
    public static string Of(long now)
    {
        Span<byte> text = stackalloc byte[EveTime.TextLength];
        EveTime.Format(now, text);
        return Encoding.ASCII.GetString(text[..text.IndexOf((byte)'.')]).Replace("-", "", StringComparison.Ordinal).Replace(":", "", StringComparison.Ordinal);
    }
}
