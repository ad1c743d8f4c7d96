namespace Sidecar.Doctor;

/// <summary>How bad a finding is, the worst first.</summary>
internal enum Severity
{
    /// <summary>Records are lost, or none come at all.</summary>
    Loses,

    /// <summary>Something is not seen, or seen wrongly.</summary>
    Misses,

    /// <summary>It works, but not as well as it could.</summary>
    Note,
}

/// <summary>One thing that is not as it should be, what comes of it, and what to change.</summary>
/// <param name="Check">Name of the check, for programs.</param>
/// <param name="Found">What is there.</param>
/// <param name="Consequence">What comes of it.</param>
/// <param name="Where">The file, with its line when there is one, or the shell.</param>
/// <param name="Change">What should stand there, or be typed; a line or several.</param>
internal sealed record Finding(Severity Severity, string Check, string Found, string Consequence, string Where, string Change);
