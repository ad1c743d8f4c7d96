namespace Sidecar.Engine.Eve;

/// <summary>
/// What the parser says about one line: <see cref="Ok"/>, or the first thing that is wrong with it. Each cause has
/// its own counter, so the names are what an operator reads.
/// </summary>
public enum EveStatus : byte
{
    Ok,

    /// <summary>Nothing but white space.</summary>
    EmptyLine,

    /// <summary>An EVE record is a JSON object; this line starts otherwise.</summary>
    NotAnObject,

    /// <summary>More than <see cref="EveParser.MaxDepth"/> objects and arrays inside each other.</summary>
    TooDeep,

    /// <summary>The line ends inside the record.</summary>
    Truncated,

    /// <summary>The record is complete, but the line goes on.</summary>
    TrailingBytes,

    /// <summary>A byte that cannot stand where it stands; what a torn record looks like most often.</summary>
    UnexpectedByte,

    /// <summary>Something that starts like true, false or null.</summary>
    BadLiteral,

    /// <summary>A sign, point or exponent without its digits.</summary>
    BadNumber,

    /// <summary>A backslash before something that RFC 8259 does not let it stand before.</summary>
    BadEscape,

    /// <summary>A byte below 0x20 in a string that should have been escaped.</summary>
    ControlByteInString,
}
