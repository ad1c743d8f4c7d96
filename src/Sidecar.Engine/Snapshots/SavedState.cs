using Sidecar.Engine.Profiles;
using Sidecar.Engine.Verdicts;

namespace Sidecar.Engine.Snapshots;

/// <summary>
/// What outlives the process: immutable copies of what the engine thread holds, made between two records. What is
/// absent was not saved, or could not be taken; the rest is whole.
/// </summary>
internal sealed record SavedState
{
    public ClockState? Clock { get; init; }

    /// <summary>One for each view.</summary>
    public IReadOnlyList<ExclusionTableState> Exclusions { get; init; } = [];

    /// <summary>One for each view that has ticked.</summary>
    public IReadOnlyList<ModelState> Models { get; init; } = [];

    public AccountState? Accounts { get; init; }

    /// <summary>One for each view, as read; they are written by <see cref="WindowCopy"/>.</summary>
    public IReadOnlyList<WindowState> Windows { get; init; } = [];

    /// <summary>As read; they are written by <see cref="FlowCopy"/>.</summary>
    public IReadOnlyList<FlowPiece> Flows { get; init; } = [];

    /// <summary>As read, several for one memory; they are written by <see cref="CrowdCopy"/>.</summary>
    public IReadOnlyList<CrowdState> Crowds { get; init; } = [];

    /// <summary>Every small part as a section of its own, so that a program that does not know one can take the others.</summary>
    public IEnumerable<StateSection> Sections()
    {
        if (Clock is ClockState clock)
        {
            yield return ClockSection.Encode(clock);
        }

        foreach (ExclusionTableState table in Exclusions)
        {
            yield return ExclusionSection.Encode(table);
        }

        foreach (ModelState model in Models)
        {
            yield return ModelSection.Encode(model);
        }

        if (Accounts is not null)
        {
            yield return AccountSection.Encode(Accounts);
        }
    }

    /// <summary>Puts the parts together again.</summary>
    /// <param name="skipped">Sections that are foreign, newer than this program, or not what their encoding says.</param>
    public static SavedState Of(IEnumerable<StateSection> sections, out int skipped)
    {
        SavedState state = new();
        List<ExclusionTableState> exclusions = [];
        List<WindowState> windows = [];
        List<ModelState> models = [];
        List<FlowPiece> flows = [];
        List<CrowdState> crowds = [];
        skipped = 0;
        foreach (StateSection section in sections)
        {
            if (ExclusionSection.TryDecode(section, out ExclusionTableState? table))
            {
                exclusions.Add(table);
            }
            else if (ClockSection.TryDecode(section, out ClockState clock))
            {
                state = state with { Clock = clock };
            }
            else if (AccountSection.TryDecode(section, out AccountState? accounts))
            {
                state = state with { Accounts = accounts };
            }
            else if (ProfileSection.TryDecode(section, out WindowState? window))
            {
                windows.Add(window);
            }
            else if (FlowSection.TryDecode(section, out FlowPiece? piece))
            {
                flows.Add(piece);
            }
            else if (CrowdSection.TryDecode(section, out CrowdState? crowd))
            {
                crowds.Add(crowd);
            }
            else if (ModelSection.TryDecode(section, out ModelState? model))
            {
                models.Add(model);
            }
            else
            {
                skipped++;
            }
        }

        return state with
        {
            Exclusions = exclusions,
            Models = models,
            Flows = flows,
            Crowds = crowds,
            Windows = [.. windows.GroupBy(window => window.View, StringComparer.Ordinal).Select(Whole)],
        };
    }

    /// <summary>A window out of its pieces. They were made by one program with one configuration: the first speaks for all.</summary>
    private static WindowState Whole(IEnumerable<WindowState> pieces) => pieces.First() with
    {
        Panes = [.. pieces.SelectMany(piece => piece.Panes).GroupBy(pane => pane.Number).Select(pane => new PaneState(
            pane.Key,
            pane.Aggregate(default(DroppedTotals), (sum, piece) => sum + piece.Dropped),
            [.. pane.SelectMany(piece => piece.Profiles)]))],
    };
}
