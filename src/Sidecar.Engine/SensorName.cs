using Sidecar.Engine.Eve;

namespace Sidecar.Engine;

/// <summary>The name that Suricata gave itself in the latest record that has one (<c>host</c>). Engine thread.</summary>
internal sealed class SensorName
{
    private byte[] _scratch = [];
    private byte[] _name = [];
    private int _length;

    /// <summary>Empty when no record had one.</summary>
    public ReadOnlySpan<byte> Text => _name.AsSpan(0, _length);

    public void Remember(in EveRecord record)
    {
        if (!record.IsAbsent((int)EveField.Host))
        {
            RememberName(record);
        }
    }

    private void RememberName(in EveRecord record)
    {
        ReadOnlySpan<byte> name = record.TryGetText(EveField.Host, out EveText host) ? host.Canonical(ref _scratch) : Text;
        if (!name.SequenceEqual(Text))
        {
            if (_name.Length < name.Length)
            {
                _name = new byte[name.Length];
            }

            name.CopyTo(_name);
            _length = name.Length;
        }
    }
}
