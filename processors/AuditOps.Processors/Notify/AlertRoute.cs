using AuditOps.Schemas.Contracts;

namespace AuditOps.Processors.Notify;

/// <summary>Which alerts a target is told of, and when.</summary>
public sealed record AlertRoute
{
    /// <summary>The lowest severity. Default medium.</summary>
    public AlertSeverity Severity { get; init; } = AlertSeverity.Medium;

    /// <summary>Tenants; default none named, which is all of them.</summary>
    public IReadOnlyList<string> Tenants { get; init; } = [];

    /// <summary>Rule ids; one that ends in * stands for all that begin so. Default none named, which is all of them.</summary>
    public IReadOnlyList<string> Rules { get; init; } = [];

    /// <summary>See <see cref="DeliveryTriggers"/>. Default opened, reopened and raised.</summary>
    public IReadOnlyList<string> On { get; init; } = [DeliveryTriggers.Opened, DeliveryTriggers.Reopened, DeliveryTriggers.Raised];

    /// <summary>Also what was found in imported history. Default no: nobody is woken by last year.</summary>
    public bool Historical { get; init; }

    /// <summary>Also what rules in testing found. Default no.</summary>
    public bool Testing { get; init; }

    /// <summary>Whether an alert of this kind is for the target at all.</summary>
    internal bool Takes(string tenant, string rule, AlertSeverity severity, bool isHistorical, bool isTesting) =>
        severity >= Severity && (Historical || !isHistorical) && (Testing || !isTesting) && (Tenants.Count == 0 || Tenants.Contains(tenant, StringComparer.Ordinal)) && TakesRule(rule);

    internal bool TakesTenant(string tenant) => Tenants.Count == 0 || Tenants.Contains(tenant, StringComparer.Ordinal);

    private bool TakesRule(string rule)
    {
        if (Rules.Count == 0)
            return true;
        foreach (var pattern in Rules)
        {
            if (pattern.EndsWith('*') ? rule.StartsWith(pattern[..^1], StringComparison.Ordinal) : rule == pattern)
                return true;
        }

        return false;
    }
}
