using System.Text;

namespace Sidecar.Top;

/// <summary>
/// The terminal as a whole screen, in the escapes that every terminal but the dumb knows (ECMA-48 and xterm's alternate
/// screen). Only lines that changed are written, each set to its place, so that one of another width than was thought
/// moves no other. Leaving gives back what was there before; it may be called by any thread, any number of times.
/// </summary>
internal sealed class TopScreen(Stream terminal, bool hasColours) : IDisposable
{
    /// <summary>Alternate screen, no cursor, no wrapping at the right edge, empty.</summary>
    private const string Begin = "\u001b[?1049h\u001b[?25l\u001b[?7l\u001b[0m\u001b[2J";

    /// <summary>All that back, and the keypad, which .NET turns to application mode when it reads a key.</summary>
    private const string End = "\u001b[0m\u001b[?7h\u001b[?25h\u001b[?1049l\u001b[?1l\u001b>";

    private readonly Lock _lock = new();
    private string[] _shown = [];
    private bool _isEntered;

    public void Enter()
    {
        lock (_lock)
        {
            _isEntered = true;
            _shown = [];
            Write(Begin);
        }
    }

    public void Leave()
    {
        lock (_lock)
        {
            if (_isEntered)
            {
                _isEntered = false;
                Write(End);
            }
        }
    }

    /// <param name="isNew">The window changed: what stands there is not what was written.</param>
    public void Draw(IReadOnlyList<TopLine> lines, bool isNew)
    {
        lock (_lock)
        {
            if (!_isEntered)
            {
                return;
            }

            string[] wanted = [.. lines.Select(line => line.Escaped(hasColours))];
            StringBuilder change = new(isNew ? "\u001b[2J" : "");
            for (int i = 0; i < wanted.Length; i++)
            {
                if (isNew || i >= _shown.Length || _shown[i] != wanted[i])
                {
                    // Erased before and not behind: at the right edge that would take the last character.
                    change.Append(System.Globalization.CultureInfo.InvariantCulture, $"\u001b[{i + 1};1H\u001b[K{wanted[i]}");
                }
            }

            _shown = wanted;
            if (change.Length > 0)
            {
                Write(change.ToString());
            }
        }
    }

    public void Dispose() => Leave();

    private void Write(string text)
    {
        terminal.Write(Encoding.UTF8.GetBytes(text));
        terminal.Flush();
    }
}
