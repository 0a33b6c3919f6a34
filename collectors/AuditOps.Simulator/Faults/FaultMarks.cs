namespace AuditOps.Simulator.Faults;

/// <summary>Faults that only the one who makes the answer can commit.</summary>
internal static class FaultMarks
{
    /// <summary>A host that no service of ours has; it resolves nowhere (RFC 6761).</summary>
    public const string ForeignHost = "https://graph-microsoft-com.invalid";

    private static readonly object Key = new();

    public static void Set(HttpContext context, FaultKind kind) => context.Items[Key] = kind;

    public static bool Has(HttpContext context, FaultKind kind) => context.Items.TryGetValue(Key, out var mark) && mark is FaultKind marked && marked == kind;
}
