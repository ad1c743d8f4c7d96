using System.Text;
using Sidecar.Engine.Flows;
using Sidecar.Engine.Profiles;

namespace Sidecar.Tests.Profiles;

/// <summary>A window with its key table, and flows that end in it, as the engine would bring them.</summary>
internal sealed class WindowRig
{
    private long _flowNumber;

    public WindowRig(ProfileOptions options, View? view = null)
    {
        Keys = new KeyTable(1);
        Window = new ProfileWindow(view ?? View.HttpUserAgent, Keys, options);
    }

    public KeyTable Keys { get; }

    public ProfileWindow Window { get; }

    /// <summary>A flow ends now with these transactions, in this order.</summary>
    public void End(FlowEnd end, params IReadOnlyList<Said> transactions)
    {
        FlowEnd numbered = end with { Number = ++_flowNumber };
        foreach (Said said in transactions)
        {
            Transaction transaction = new() { Key = Keys.Hold(Encoding.UTF8.GetBytes(said.Key)) };
            for (int i = 0; i < said.Values.Count; i++)
                transaction.Values[i] = said.Values[i];
            Window.Add(transaction, numbered);
        }
    }

    public KeySnapshot Find(string key, long now) => Window.Snapshot(now).Find(Encoding.UTF8.GetBytes(key));
}

/// <summary>One transaction of a <see cref="WindowRig"/>: its key, and the hashes of src_ip, dest_ip, url and so on.</summary>
internal sealed record Said(string Key, params IReadOnlyList<ulong> Values);
