using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Xunit;

namespace Sidecar.EndToEnd;

/// <summary>A process that has ended, and the six lines that a run or a replay ends with.</summary>
internal sealed partial record Finished(int ExitCode, byte[] Output, string Talk)
{
    public string Text => Encoding.UTF8.GetString(Output);

    public IReadOnlyList<string> Summary => [.. Talk.TrimEnd('\n').Split('\n').TakeLast(6)];

    public long Received => Number(@"^records  ([\d,]+) received");

    public long Parsed => Number(@"= ([\d,]+) parsed");

    public long Rejected => Number(@"\+ ([\d,]+) rejected");

    public long Shed => Number(@"\+ ([\d,]+) shed");

    public long Joined => Number(@"^flows    ([\d,]+) joined");

    public long WithoutFlow => Number(@"transactions, ([\d,]+) without a flow record");

    public long Residual => Number(@"^residual ([\d,]+) records");

    public long Announced => Number(@"^excluded ([\d,]+) in");

    /// <summary>It ended well, and what came in is accounted for to the last record.</summary>
    public Finished Balanced()
    {
        Assert.True(ExitCode == 0, $"exit code {ExitCode}: {Talk}");
        Assert.Equal(["records", "flows", "keys", "excluded", "residual", "files"], Summary.Select(line => line.Split(' ')[0]));
        Assert.Equal(Received, Parsed + Rejected + Shed);
        return this;
    }

    private long Number(string pattern)
    {
        Match match = Regex.Match(Talk, pattern, RegexOptions.Multiline);
        Assert.True(match.Success, $"no {pattern} in: {Talk}");
        return long.Parse(match.Groups[1].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
    }
}
