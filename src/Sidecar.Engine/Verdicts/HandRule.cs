namespace Sidecar.Engine.Verdicts;

/// <summary>What a person may say about a key.</summary>
public enum HandAction
{
    /// <summary>Exclude it until a time, whatever it does, unless it draws an alert.</summary>
    Add,

    /// <summary>Take back what was said by hand, and release the key; learning may exclude it again.</summary>
    Remove,

    /// <summary>Exclude it until that is taken back, whatever it does.</summary>
    Pin,

    /// <summary>Release it and do not exclude it until that is taken back.</summary>
    Never,
}

/// <summary>One key about which a person said something that still holds.</summary>
/// <param name="View">Name of the view.</param>
/// <param name="Key">Canonical text.</param>
/// <param name="Action">Any but <see cref="HandAction.Remove"/>.</param>
/// <param name="Since">Event time in microseconds at which it was said.</param>
/// <param name="Expires">Event time in microseconds at which <see cref="HandAction.Add"/> ends.</param>
public sealed record HandRule(string View, byte[] Key, HandAction Action, long Since, long? Expires);

/// <summary>What came of a command by hand.</summary>
public enum HandOutcome
{
    Done,

    /// <summary>There is no view of that name.</summary>
    NoSuchView,

    /// <summary>There is nothing to remove: the key is not excluded, nor was anything said about it.</summary>
    NotThere,

    /// <summary>The key is empty or longer than keys of views can be.</summary>
    NoSuchKey,

    /// <summary>Keys about which something was said fill <see cref="ExclusionOptions.MaxByHand"/>.</summary>
    TooMany,
}

/// <summary>The names of actions, in commands, files and lists.</summary>
public static class HandActions
{
    public static string Name(HandAction action) => action switch
    {
        HandAction.Add => "add",
        HandAction.Remove => "remove",
        HandAction.Pin => "pin",
        _ => "never",
    };

    public static bool TryParse(string name, out HandAction action)
    {
        (action, bool isOne) = name switch
        {
            "add" => (HandAction.Add, true),
            "remove" => (HandAction.Remove, true),
            "pin" => (HandAction.Pin, true),
            "never" => (HandAction.Never, true),
            _ => (default, false),
        };
        return isOne;
    }
}
