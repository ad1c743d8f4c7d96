using System.Reflection;
using System.Runtime.CompilerServices;

namespace Sidecar.Tests.House;

/// <summary>What the executable gets hold of is made once and read: it cannot write into the engine.</summary>
internal static class PublicRules
{
    /// <summary>Each public field or property of a public type that can be written after the object was made.</summary>
    /// <param name="types">Of the engine, or a broken sample.</param>
    public static IReadOnlyList<string> Violations(IEnumerable<Type> types)
    {
        const BindingFlags own = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        return [.. types
            .Where(type => !type.IsEnum && !typeof(Delegate).IsAssignableFrom(type))
            .SelectMany(type => type.GetMembers(own).Where(IsWritable), (type, member) => $"{type.FullName}.{member.Name} can be written")
            .Order(StringComparer.Ordinal)];
    }

    private static bool IsWritable(MemberInfo member) => member switch
    {
        FieldInfo field => !field.IsInitOnly && !field.IsLiteral,
        PropertyInfo { SetMethod: MethodInfo { IsPublic: true } set } => !set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)),
        _ => false,
    };
}
