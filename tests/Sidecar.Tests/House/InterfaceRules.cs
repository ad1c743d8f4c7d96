using System.Reflection;

namespace Sidecar.Tests.House;

/// <summary>An interface stands only where two real implementations exist.</summary>
internal static class InterfaceRules
{
    public static IReadOnlyList<string> Violations(Assembly assembly, string house)
    {
        Type[] inHouse = [.. assembly.GetTypes().Where(type => type.Namespace is string name && (name + ".").StartsWith(house + ".", StringComparison.Ordinal))];
        List<string> found = [];
        foreach (Type contract in inHouse.Where(type => type.IsInterface))
        {
            int count = inHouse.Count(type => !type.IsAbstract && Implements(type, contract));
            if (count < 2)
            {
                found.Add($"{contract.FullName}: {count} implementation(s); an interface needs two");
            }
        }

        return found;
    }

    private static bool Implements(Type type, Type contract) =>
        type.GetInterfaces().Any(implemented => (implemented.IsGenericType ? implemented.GetGenericTypeDefinition() : implemented) == contract);
}
