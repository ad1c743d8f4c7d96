using System.Text;

namespace Sidecar.Cli;

/// <summary>
/// Standard error, for talk. Where it takes nothing any more, a terminal that hung up or a file on a full disk, the talk is
/// lost and the work goes on: whatever thread says something must not end by it.
/// </summary>
internal sealed class StandardError(TextWriter error) : TextWriter
{
    public override Encoding Encoding => error.Encoding;

    public override void Write(char value) => Try(() => error.Write(value));

    public override void Write(char[] buffer, int index, int count) => Try(() => error.Write(buffer, index, count));

    public override void Write(string? value) => Try(() => error.Write(value));

    /// <summary>In one piece, as lines of several processes may meet in one file.</summary>
    public override void WriteLine(string? value) => Try(() => error.WriteLine(value));

    private static void Try(Action write)
    {
        try
        {
            write();
        }
        catch (IOException)
        {
            return;
        }
    }
}
