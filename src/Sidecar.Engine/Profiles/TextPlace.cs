namespace Sidecar.Engine.Profiles;

/// <summary>Where a text of a record stands, as <see cref="RecordValues"/> found it. Valid as long as the record.</summary>
/// <param name="Start">In the record's line, where nothing starts at 0; else, negative or 0, among the texts that were made.</param>
/// <param name="Length">In bytes.</param>
internal readonly record struct TextPlace(int Start, int Length)
{
    public bool IsInLine => Start > 0;
}
