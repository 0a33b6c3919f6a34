using AuditOps.Engines.Sigma.Values;

namespace AuditOps.Engines.Sigma.Conditions;

/// <summary>The value is a time at which nobody works.</summary>
internal sealed record AfterHoursTest(BusinessHours Hours) : ValueTest
{
    public bool Equals(AfterHoursTest? other) => other is not null && other.Hours.Key == Hours.Key;

    public override int GetHashCode() => Hours.Key.GetHashCode(StringComparison.Ordinal);
}
