using System.Diagnostics.CodeAnalysis;
using Sidecar.Engine.Profiles;

namespace Sidecar.Engine.Snapshots;

/// <summary>Services of one memory of crowds. They are known by hashes, so the seed of these is saved with them.</summary>
/// <param name="Name">Of the memory.</param>
/// <param name="Crowd">Sources that make a crowd: as many are kept of each service.</param>
internal sealed record CrowdState(long Seed, string Name, int Crowd, IReadOnlyList<CrowdRow> Services);

/// <summary>The services of one memory as a section; many are cut into several.</summary>
internal static class CrowdSection
{
    public const string Name = "crowds";
    private const int Version = 1;

    public static StateSection Of(StateWriter writer) => writer.Section(Name, Version);

    /// <summary>What stands before the first service.</summary>
    public static void Begin(StateWriter writer, long seed, string name, int crowd)
    {
        writer.Int64(seed);
        writer.Text(name);
        writer.Int32(crowd);
    }

    public static void Append(StateWriter writer, in CrowdRow service, int crowd)
    {
        writer.UInt64(service.Service);
        writer.Int64(service.Number);
        writer.Int64(service.AlertSecond);
        writer.Int64(service.VisitSecond);
        writer.Int32(service.Visits);
        for (int i = 0; i < crowd; i++)
        {
            writer.Int32((int)service.Witnesses[i].Source);
            writer.Int32((int)service.Witnesses[i].Second);
        }
    }

    public static bool TryDecode(StateSection section, [NotNullWhen(true)] out CrowdState? crowds)
    {
        crowds = null;
        if (section is not { Name: Name, Version: Version })
        {
            return false;
        }

        StateReader reader = new(section.Content.Span);
        (long seed, string name, int crowd) = (reader.Int64(), reader.Text(), reader.Int32());
        reader.Refuse(crowd is < 0 or > CrowdOptions.MostSources);
        List<CrowdRow> services = [];
        while (reader.IsGood && reader.Left > 0)
        {
            CrowdRow service = new() { Service = reader.UInt64(), Number = reader.Int64(), AlertSecond = reader.Int64(), VisitSecond = reader.Int64(), Visits = reader.Int32() };
            for (int i = 0; i < crowd; i++)
            {
                service.Witnesses[i] = new CrowdWitness { Source = (uint)reader.Int32(), Second = (uint)reader.Int32() };
            }

            services.Add(service);
        }

        crowds = reader.IsGood ? new CrowdState(seed, name, crowd, services) : null;
        return crowds is not null;
    }
}
