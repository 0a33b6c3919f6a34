using AuditOps.Engines.Sigma.Conditions;
using AuditOps.Engines.Sigma.Model;

namespace AuditOps.Engines.Catalogue;

/// <summary>Tells which rules mean something else where another calendar holds: those that ask for working hours, or for a part of a time.</summary>
internal static class HoursUse
{
    public static bool In(SigmaRule rule) => rule.Condition.Tests().Any(static asked => asked.Test is AfterHoursTest or CompareTest { Part: not null });
}
