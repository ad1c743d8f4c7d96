using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace Sidecar.EndToEnd;

/// <summary>
/// A real terminal that a person does not sit at: tmux with a server of its own, whose one window runs a shell. Keys are
/// sent, the screen is read back. Disposing ends that server.
/// </summary>
internal sealed class TmuxTerminal : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sidecar-tmux-");

    public TmuxTerminal(int width = 80, int height = 24)
    {
        Tmux("-f", "/dev/null", "new-session", "-d", "-x", Number(width), "-y", Number(height), "env", "PS1=shell> ", "HISTFILE=", "bash", "--norc", "--noprofile");
        try
        {
            WaitFor("shell>");
        }
        catch
        {
            // Nobody else would: an object that was not made is not disposed.
            Dispose();
            throw;
        }
    }

    /// <summary>What stands on the screen, without blanks at the ends of lines.</summary>
    public string Screen => Tmux("capture-pane", "-p");

    public string[] Lines => Screen.TrimEnd('\n').Split('\n');

    /// <summary>Whether the alternate screen is shown, the cursor, and whether text goes on in the next line.</summary>
    public (bool Alternate, bool Cursor, bool Wrap) Modes
    {
        get
        {
            string[] flags = Ask("#{alternate_on} #{cursor_flag} #{wrap_flag}").Split(' ');
            return (flags[0] == "1", flags[1] == "1", flags[2] == "1");
        }
    }

    public void Type(string text) => Tmux("send-keys", "-l", "--", text);

    /// <summary>By tmux's names: Enter, C-c, Left.</summary>
    public void Press(params string[] keys) => Tmux(["send-keys", "--", .. keys]);

    public void Run(string line)
    {
        Type(line);
        Press("Enter");
    }

    public void Resize(int width, int height) => Tmux("resize-window", "-x", Number(width), "-y", Number(height));

    public void WaitFor(string text) => WaitUntil(screen => screen.Contains(text, StringComparison.Ordinal), $"the screen shows '{text}'");

    public void WaitUntil(Func<string, bool> holds, string what)
    {
        string screen = "";
        try
        {
            SidecarProcess.WaitUntil(() => holds(screen = Screen), what);
        }
        catch (Xunit.Sdk.XunitException e)
        {
            Assert.Fail($"{e.Message}; it shows:\n{screen}");
        }
    }

    public void Dispose()
    {
        Tmux("kill-server");
        _folder.Delete(recursive: true);
    }

    private string Ask(string format) => Tmux("display-message", "-p", format).TrimEnd('\n');

    private string Tmux(params string[] arguments)
    {
        ProcessStartInfo start = new("tmux", ["-S", Path.Combine(_folder.FullName, "tmux"), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["LC_ALL"] = "C.UTF-8";
        start.Environment.Remove("TMUX");
        using Process tmux = Process.Start(start)!;
        Task<string> errors = tmux.StandardError.ReadToEndAsync();
        string output = tmux.StandardOutput.ReadToEnd();
        tmux.WaitForExit();
        Assert.True(tmux.ExitCode == 0, $"tmux {string.Join(' ', arguments)}: {errors.Result}");
        return output;
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
