namespace Sidecar.Top;

/// <summary>What the loop that draws wakes for.</summary>
internal enum TopEventKind
{
    Key,

    /// <summary>The sidecar was asked.</summary>
    Look,

    /// <summary>The window has another size.</summary>
    Window,

    /// <summary>Ctrl-Z had stopped it, and it goes on.</summary>
    Continue,
    End,
}

/// <summary>One such thing.</summary>
/// <param name="Sample">Of a look; nothing when there was no answer.</param>
/// <param name="Trouble">Why there was none.</param>
internal readonly record struct TopEvent(TopEventKind Kind, ConsoleKeyInfo Key = default, TopSample? Sample = null, string? Trouble = null);
