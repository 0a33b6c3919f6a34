namespace AuditOps.Simulator.Faults;

/// <summary>A rule with what is left of its count.</summary>
internal sealed class ActiveRule(FaultRule rule)
{
    private int _left = rule.Count ?? int.MaxValue;

    public FaultRule Rule => rule;

    public bool Fits(string path, string? tenant) =>
        (rule.Path is null || path.Contains(rule.Path, StringComparison.OrdinalIgnoreCase))
        && (rule.Tenant is null || string.Equals(rule.Tenant, tenant, StringComparison.OrdinalIgnoreCase));

    /// <summary>False when the rule is spent.</summary>
    public bool Take() => rule.Count is null || Interlocked.Decrement(ref _left) >= 0;
}
