using System.Diagnostics.CodeAnalysis;

namespace Sidecar.Config;

/// <summary>The words that stand for the values of an option, in the order in which a person reads them.</summary>
internal sealed class SettingWords<T>
    where T : struct
{
    private readonly (T Value, string Word)[] _words;

    public SettingWords(params (T Value, string Word)[] words)
    {
        _words = words;
        string all = string.Join(", ", words.SkipLast(1).Select(one => one.Word));
        Type = new SettingType<string>($"word out of {all} and {words[^1].Word}", TryRead, word => word);
    }

    public SettingType<string> Type { get; }

    public string WordOf(T value) => _words.First(one => EqualityComparer<T>.Default.Equals(one.Value, value)).Word;

    /// <param name="word">One of them, as <see cref="Type"/> has read it.</param>
    public T Of(string word) => _words.First(one => one.Word == word).Value;

    private bool TryRead(string text, [NotNullWhen(true)] out string? word) =>
        (word = _words.Any(one => one.Word == text) ? text : null) is not null;
}
