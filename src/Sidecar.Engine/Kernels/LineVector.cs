namespace Sidecar.Engine.Kernels;

/// <summary>
/// The questions that <see cref="LineFollower"/> asks of the bytes at a place, answered with one register. One struct per
/// vector width answers; compiled ahead of time for each, so that no call is left.
/// </summary>
internal unsafe interface ILineVector
{
    /// <summary>Bytes of a string that are looked at.</summary>
    static abstract int PlainWidth { get; }

    /// <summary>Bytes of a number that are looked at.</summary>
    static abstract int DigitWidth { get; }

    static abstract bool StartsWith(byte* line, LineNode* node);

    /// <summary>How many bytes from here on are ASCII that stands for itself in a string; <see cref="PlainWidth"/> when all are.</summary>
    static abstract int PlainLength(byte* line);

    /// <summary>How many digits stand here; <see cref="DigitWidth"/> when all are.</summary>
    static abstract int DigitCount(byte* line);
}
