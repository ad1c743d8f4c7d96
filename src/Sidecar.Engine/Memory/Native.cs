using System.Runtime.CompilerServices;

namespace Sidecar.Engine.Memory;

/// <summary>
/// Where something stands in native memory, or nowhere (the default): one <typeparamref name="T"/>, or as many as its owner
/// knows. It never moves, and is what it was until it is given back to its <see cref="NativeHeap"/>; nobody checks that.
/// </summary>
/// <param name="Address">0 for nowhere.</param>
internal readonly unsafe record struct Native<T>(nint Address)
    where T : unmanaged
{
    public bool IsNone => Address == 0;

    /// <summary>The first.</summary>
    public ref T Value
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref *(T*)Address;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref T At(nuint place) => ref ((T*)Address)[place];

    /// <summary>The place so many behind the first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Native<T> From(int place) => new(Address + (nint)place * sizeof(T));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<T> Span(int length) => new((void*)Address, length);
}
