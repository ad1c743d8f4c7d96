using System.Text;
using Sidecar.Engine.Eve;
using Sidecar.Engine.Profiles;

namespace Sidecar.Engine.Extraction;

/// <summary>
/// Tells the records that a view counts under a wanted key, by the view's own reading of its fields: the type, the
/// condition, the key's text, and for a view of nameless flows that nothing else has named the flow. One thread, and each
/// record once, in order.
/// </summary>
internal sealed class WantedRecords
{
    private readonly WantedView[] _wanted;
    private readonly WantedView[] _naming;
    private readonly FlowSet _named;
    private readonly RecordValues _values;

    public WantedRecords(ExtractRequest request)
    {
        View[] wanted = [.. request.Views.Where(view => request.Keys.Any(key => key.View == view.Name))];
        // What the engine asks: has a transaction named the flow's service?
        View[] naming = !wanted.Any(view => view.Nameless) ? []
            : [.. request.Views.Where(view => view.Enabled && view.Kind == ViewKind.Service && !view.Records.Contains("flow"))];
        FieldSlots slots = new(wanted.Union(naming));
        Fields = slots.Table;
        _values = new RecordValues(slots.Count);
        _wanted = [.. wanted.Select(view => new WantedView(view, slots, request))];
        _naming = [.. naming.Select(view => new WantedView(view, slots, request))];
        _named = new FlowSet(request.OpenFlows);
    }

    /// <summary>What a record must have been parsed with.</summary>
    public FieldTable Fields { get; }

    /// <summary>Flows whose name may have been forgotten before they ended, and that then pass for nameless.</summary>
    public long NamesForgotten => _named.Forgotten;

    /// <summary>Keys that no record has had so far.</summary>
    public IEnumerable<ViewKey> Missing => _wanted.SelectMany(view => view.Missing);

    /// <summary>Whether the engine would have counted the record under a wanted key.</summary>
    public bool IsHit(in EveRecord record, EventType type, long flowId)
    {
        if (type is EventType.Stats or EventType.Netflow
            || !record.TryGetText(EveField.Timestamp, out EveText time) || !EveTime.TryParse(time.Raw, out _)
            || !record.TryGetText(EveField.EventType, out EveText name))
        {
            return false;
        }

        _values.Next();
        bool isNamed = _naming.Length > 0 && IsNamed(record, type, name, flowId);
        bool isHit = false;
        foreach (WantedView view in _wanted)
        {
            // Each is asked, so that it knows which of its keys there are.
            isHit |= !(view.IsNameless && isNamed) && view.HasWantedKey(record, _values, name);
        }

        return isHit;
    }

    private bool IsNamed(in EveRecord record, EventType type, EveText name, long flowId)
    {
        if (type == EventType.Flow)
        {
            return _named.Remove(flowId);
        }

        foreach (WantedView view in _naming)
        {
            if (view.HasAnyKey(record, _values, name))
            {
                _named.Add(flowId);
                return true;
            }
        }

        return false;
    }

    /// <summary>A view, and its keys that are wanted, held in a table of its own.</summary>
    private sealed class WantedView
    {
        private readonly string _name;
        private readonly KeyTable _keys = new(seed: 0);
        private readonly ViewReader _reader;
        private readonly bool[] _found;
        private readonly byte[][] _types;

        public WantedView(View view, FieldSlots slots, ExtractRequest request)
        {
            _name = view.Name;
            foreach (ViewKey key in request.Keys.Where(key => key.View == view.Name))
            {
                _keys.Hold(KeyText.Shortened(key.Key.Span, request.MaxKeyBytes));
            }

            _found = new bool[_keys.Count];
            IsNameless = view.Nameless;
            _types = [.. view.Records.Select(Encoding.UTF8.GetBytes)];
            _reader = new ViewReader(view, number: 0, slots, _keys, request.MaxKeyBytes);
        }

        public bool IsNameless { get; }

        public IEnumerable<ViewKey> Missing =>
            Enumerable.Range(0, _found.Length).Where(key => !_found[key]).Select(key => new ViewKey(_name, _keys[key].Text));

        public bool HasWantedKey(in EveRecord record, RecordValues values, EveText type)
        {
            if (!Reads(type) || !_reader.TryFindOwnKey(record, values, out int key))
            {
                return false;
            }

            _found[key] = true;
            return true;
        }

        public bool HasAnyKey(in EveRecord record, RecordValues values, EveText type) => Reads(type) && _reader.HasKey(record, values);

        private bool Reads(EveText type)
        {
            foreach (byte[] own in _types)
            {
                if (type.Is(own))
                {
                    return true;
                }
            }

            return false;
        }
    }
}
