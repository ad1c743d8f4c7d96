using System.Text;
using Sidecar.Engine.Eve;
using Sidecar.Engine.Profiles;
using Xunit;

namespace Sidecar.Tests.Profiles;

/// <summary>Texts as a parsed record gives them.</summary>
internal static class TextOf
{
    /// <param name="json">What stands between the quotes.</param>
    public static AddressText Address(string json, AddressText before = default)
    {
        before.Set(Parsed(json, out ulong hash), hash);
        return before;
    }

    /// <summary>A record's src_ip, parsed, and the hash that distinct counts would use.</summary>
    private static EveText Parsed(string json, out ulong hash)
    {
        Assert.Equal(EveStatus.Ok, new EveParser(FieldTable.Engine).Parse(Encoding.UTF8.GetBytes($$"""{"src_ip":"{{json}}"}"""), out EveRecord record));
        Assert.True(record.TryGetText(EveField.SrcIp, out EveText text));
        byte[] scratch = [];
        hash = System.IO.Hashing.XxHash3.HashToUInt64(text.Canonical(ref scratch));
        return text;
    }
}
