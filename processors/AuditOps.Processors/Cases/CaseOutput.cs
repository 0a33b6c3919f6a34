using AuditOps.Schemas.Contracts;

namespace AuditOps.Processors.Cases;

/// <summary>Something that Cases tells the world: exactly one of the first three.</summary>
/// <param name="Alert">A new revision of an alert.</param>
/// <param name="Rule">A new revision of a rule.</param>
/// <param name="Fact">The verdict on a command.</param>
/// <param name="Risk">What the alert adds to the risk of its actor; null for nothing.</param>
internal readonly record struct CaseOutput(Alert? Alert, RuleDocument? Rule, TriageFact? Fact, Match? Risk = null);
