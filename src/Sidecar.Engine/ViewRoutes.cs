using System.Text;
using Sidecar.Engine.Eve;

namespace Sidecar.Engine;

/// <summary>Which views read the records of a type. Types without a number of their own are found by name. Immutable.</summary>
internal sealed class ViewRoutes
{
    private static readonly ProfiledView[] s_none = [];

    private readonly ProfiledView[][] _byType;
    private readonly (byte[] Name, ProfiledView[] Views)[] _others;

    public ViewRoutes(IReadOnlyList<ProfiledView> views)
    {
        Views = views.Count;
        _byType = [.. EventTypes.Names.Select(name => Reading(views, name))];
        _others = [.. views.SelectMany(view => view.View.Records).Distinct()
            .Where(name => !EventTypes.Names.Contains(name))
            .Select(name => (Encoding.UTF8.GetBytes(name), Reading(views, name)))];
    }

    /// <summary>How many there are.</summary>
    public int Views { get; }

    public ProfiledView[] Of(EventType type, in EveRecord record) =>
        type == EventType.Other ? OfOther(record) : _byType[(int)type];

    public ProfiledView[] OfFlows => _byType[(int)EventType.Flow];

    private static ProfiledView[] Reading(IEnumerable<ProfiledView> views, string type) =>
        [.. views.Where(view => view.View.Records.Contains(type))];

    private ProfiledView[] OfOther(in EveRecord record)
    {
        if (_others.Length > 0 && record.TryGetText(EveField.EventType, out EveText name))
        {
            foreach ((byte[] wanted, ProfiledView[] views) in _others)
            {
                if (name.Is(wanted))
                {
                    return views;
                }
            }
        }

        return s_none;
    }
}
