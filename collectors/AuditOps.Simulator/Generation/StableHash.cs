namespace AuditOps.Simulator.Generation;

internal static class StableHash
{
    /// <summary>The same in every process, unlike <see cref="string.GetHashCode()"/>.</summary>
    public static ulong GetHashCodeOrdinal(this string text) => Mix.Of(0, text);
}
